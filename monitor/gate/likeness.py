"""Measures how much of a known page is still present, independent of its paragraphs."""

import re
from functools import lru_cache

from monitor.diff.words import tokens
from monitor.model import Document
from monitor.text import fold

# Three words in a row rarely match by chance; in very short texts compare single words.
_RUN = 3
_LEAST_WORDS_FOR_RUNS = 12
_LEAST_WORDS = 5
# Real pages that were replaced keep 0 to 3 % of these runs, real rewrites 8 % and more.
_NEXT_TO_NOTHING = 0.05
# A rewrite keeps the title and at least this share of the size, and has at least this many bytes.
_COMPARABLE = 0.5
_PAGE = 600
_DIGITS = re.compile(r"\d+")


def standing(document: Document, previous: Document) -> float:
    """Return the share of the known page's word runs that the new one contains."""
    return _standing(document.text, previous.text)


@lru_cache(maxsize=2)
def _standing(text: str, known_text: str) -> float:
    known = _words(known_text)
    size = _RUN if len(known) >= _LEAST_WORDS_FOR_RUNS else 1
    runs = _runs(known, size)
    return len(runs & _runs(_words(text), size)) / (len(runs) or 1)


def shares_nothing(document: Document, previous: Document) -> bool:
    """Whether (nearly) nothing of the known page is left; False if it has only a few words."""
    if len(_words(previous.text)) < _LEAST_WORDS:
        return False
    return standing(document, previous) < _NEXT_TO_NOTHING


def is_rewrite(document: Document, previous: Document) -> bool:
    """Whether the page may be the same rule in new words: same title, comparable size."""
    size = len(document.text.encode())
    known = len(previous.text.encode())
    same = bool(document.title) and document.title == previous.title
    return same and size >= max(_PAGE, known * _COMPARABLE)


@lru_cache(maxsize=2)
def _words(text: str) -> tuple[str, ...]:
    """Return the words with digits levelled: a changed amount or date makes no other page."""
    bare = (token.strip() for token in tokens(_DIGITS.sub("0", fold(text).casefold())))
    return tuple(word for word in bare if any(map(str.isalnum, word)))


def _runs(words: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {words[i : i + size] for i in range(max(1, len(words) - size + 1))}
