"""How much of a page we know still stands, whatever became of its paragraphs."""

import re
from functools import lru_cache

from monitor.diff.words import tokens
from monitor.model import Document
from monitor.text import fold

# Three words in a row are rarely the same by chance; in a line or two single ones must do.
_RUN = 3
_LONG_ENOUGH = 12
_LEAST = 5
# Real pages that were replaced keep 0 to 3 % of these runs, real rewrites 8 % and more.
_NEXT_TO_NOTHING = 0.05
# A rewrite keeps the title and is a page of its own; so much of the size remains.
_COMPARABLE = 0.5
_PAGE = 600
_DIGITS = re.compile(r"\d+")


def standing(document: Document, previous: Document) -> float:
    """The share of the known page's runs of words that the new one holds."""
    return _standing(document.text, previous.text)


@lru_cache(maxsize=2)
def _standing(text: str, known_text: str) -> float:
    known = _words(known_text)
    size = _RUN if len(known) >= _LONG_ENOUGH else 1
    runs = _runs(known, size)
    return len(runs & _runs(_words(text), size)) / (len(runs) or 1)


def shares_nothing(document: Document, previous: Document) -> bool:
    """Whether (nearly) nothing of the known page is left; a page of a few words tells nothing."""
    if len(_words(previous.text)) < _LEAST:
        return False
    return standing(document, previous) < _NEXT_TO_NOTHING


def is_rewrite(document: Document, previous: Document) -> bool:
    """A page of the same title and about the size may well be the rule in new words."""
    size = len(document.text.encode())
    known = len(previous.text.encode())
    same = bool(document.title) and document.title == previous.title
    return same and size >= max(_PAGE, known * _COMPARABLE)


@lru_cache(maxsize=2)
def _words(text: str) -> tuple[str, ...]:
    """The words, numbers alike: an amount or a date that changed makes no other page."""
    bare = (token.strip() for token in tokens(_DIGITS.sub("0", fold(text).casefold())))
    return tuple(word for word in bare if any(map(str.isalnum, word)))


def _runs(words: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {words[i : i + size] for i in range(max(1, len(words) - size + 1))}
