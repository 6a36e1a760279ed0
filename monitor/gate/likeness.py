"""Measures how much of a known page is still present, independent of its paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise

from monitor.model import Block, Document
from monitor.text import CJK, fold

# Three words in a row rarely match by chance; in very short texts compare single words.
_RUN = 3
_LEAST_WORDS_FOR_RUNS = 12
_LEAST_WORDS = 5
# Real pages that were replaced keep 0 to 3 % of these runs, real rewrites 8 % and more.
_NEXT_TO_NOTHING = 0.05
# Two pages of one site have notices and footers in common; so many words tell them apart.
_IN_COMMON = 0.3
_LEAST_WORDS_OF_A_PAGE = 100
# A rewrite keeps the title and at least this share of the size, and has at least this many bytes.
_COMPARABLE = 0.5
_PAGE = 600
# Titles are the same if one has this share of the other's words.
_SAME_TITLE = 0.8
# Legal texts repeat three words by chance; to find where a part is missing, compare five.
_LONG_RUN = 5
# So many words in a row that were said before are a copy, whose loss is none.
_COPY = 30
# A word that still stands ends a missing part, unless this many times as many around it are gone.
_STANDING_WEIGHT = 4
# A block is gone, or came, if less than this share of its words is on the other side.
_PRESENT = 0.5
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(rf"[{CJK}]|\d+(?:[.,:/-]\d+)*|[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)?")

Words = tuple[str, ...]


def standing(document: Document, previous: Document) -> float:
    """Return the share of the known page's word runs that the new one contains."""
    return _standing(document.text, previous.text)


@lru_cache(maxsize=2)
def _standing(text: str, known_text: str) -> float:
    known = _levelled(known_text)
    size = _RUN if len(known) >= _LEAST_WORDS_FOR_RUNS else 1
    runs = set(_runs(known, size))
    return len(runs.intersection(_runs(_levelled(text), size))) / (len(runs) or 1)


def shares_nothing(document: Document, previous: Document) -> bool:
    """Whether (nearly) nothing of the known page is left; False if it has only a few words."""
    if len(_levelled(previous.text)) < _LEAST_WORDS:
        return False
    return standing(document, previous) < _NEXT_TO_NOTHING


def is_another_page(document: Document, previous: Document) -> bool:
    """Whether the page is not the known one: it shares nothing, or little under another title."""
    if has_same_title(document, previous):
        return shares_nothing(document, previous) and not is_rewrite(document, previous)
    is_short = len(_levelled(previous.text)) < _LEAST_WORDS_OF_A_PAGE
    return shares_nothing(document, previous) or (
        not is_short and standing(document, previous) < _IN_COMMON
    )


def is_rewrite(document: Document, previous: Document) -> bool:
    """Whether the page may be the same rule in new words: same title, comparable size."""
    size = len(document.text.encode())
    known = len(previous.text.encode())
    return has_same_title(document, previous) and size >= max(_PAGE, known * _COMPARABLE)


def has_same_title(document: Document, previous: Document) -> bool:
    """Whether one title has nearly all words of the other."""
    now, then = (set(words(d.title)) for d in (document, previous))
    return len(now & then) >= _SAME_TITLE * min(len(now), len(then)) > 0


@dataclass(frozen=True)
class PageDifference:
    """What a page lost of the known one and what came, in words, wherever it stands."""

    document: Document
    previous: Document

    @cached_property
    def lost(self) -> float:
        """The share of the known words that are gone."""
        return 1 - sum(self._standing_words) / (len(self._standing_words) or 1)

    @cached_property
    def new(self) -> float:
        """The words that came, as a share of the known ones."""
        came = len(self._old_words) - sum(self._old_words)
        return came / (len(self._standing_words) or 1)

    @cached_property
    def gap(self) -> range:
        """The known blocks of the longest part that is missing."""
        start, end = _longest_gap(self._standing_words)
        bounds = list(_bounds(self.known_words))
        inside = [n for n, (a, b) in enumerate(bounds) if a < end and b > start]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    @cached_property
    def gap_share(self) -> float:
        """The longest missing part, as a share of the known words."""
        start, end = _longest_gap(self._standing_words)
        return (end - start) / (len(self._standing_words) or 1)

    @property
    def lost_end(self) -> bool:
        """Whether the longest missing part reaches the end of the known page."""
        return bool(self.gap) and self.gap[-1] == len(self.previous.blocks) - 1

    @cached_property
    def gone_blocks(self) -> tuple[Block, ...]:
        """The known blocks of which most words are gone."""
        return tuple(_absent(self.previous.blocks, self.known_words, self._standing_words))

    @cached_property
    def new_blocks(self) -> tuple[Block, ...]:
        """The blocks of which most words came."""
        return tuple(_absent(self.document.blocks, self.words, self._old_words))

    def stands_after(self, number: int) -> float:
        """Return the share of the known words after a block that still stand."""
        bounds = list(_bounds(self.known_words))
        rest = self._standing_words[bounds[number][1] :]
        return sum(rest) / (len(rest) or 1)

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The words of each block; none for a copy of an earlier block."""
        return _words_once(self.document)

    @cached_property
    def known_words(self) -> tuple[Words, ...]:
        """The words of each known block."""
        return _words_once(self.previous)

    @cached_property
    def _standing_words(self) -> bytes:
        return _present(self.known_words, self.words)

    @cached_property
    def _old_words(self) -> bytes:
        return _present(self.words, self.known_words)


def _present(of: tuple[Words, ...], other: tuple[Words, ...]) -> bytes:
    """Return for each word whether a run of words with it is on the other side."""
    here, there = (tuple(chain.from_iterable(blocks)) for blocks in (of, other))
    size = max(1, min(_LONG_RUN, len(here), len(there)))
    left = Counter(_runs(there, size))
    found = _copied(here)
    for at, run in enumerate(_runs(here, size)):
        if left.get(run):
            left[run] -= 1
            found[at : at + size] = b"\x01" * size
    return bytes(found)


def _copied(of: Words) -> bytearray:
    """Return for each word whether it stands in a copy of earlier words."""
    found, said = bytearray(len(of)), set[int]()
    for at, run in enumerate(_runs(of, _COPY)):
        if run in said:
            found[at : at + _COPY] = b"\x01" * _COPY
        said.add(run)
    return found


def _longest_gap(present: bytes) -> tuple[int, int]:
    """Return where most absent words stand together; the few present ones amid them are chance."""
    best = (0, 0)
    weight = start = most = 0
    for at, is_present in enumerate(present):
        weight += -_STANDING_WEIGHT if is_present else 1
        if weight <= 0:
            weight, start = 0, at + 1
        elif weight > most:
            most, best = weight, (start, at + 1)
    return best


def _bounds(blocks: Iterable[Words]) -> Iterator[tuple[int, int]]:
    """Yield at which of the page's words each block begins and ends."""
    ends = accumulate(map(len, blocks), initial=0)
    return pairwise(ends)


def _absent(blocks: tuple[Block, ...], said: tuple[Words, ...], present: bytes) -> Iterator[Block]:
    for block, (start, end) in zip(blocks, _bounds(said), strict=True):
        if sum(present[start:end]) < _PRESENT * (end - start):
            yield block


def words(text: str) -> Words:
    """Return the words, numbers and single Chinese characters, folded and without case."""
    return tuple(_WORD.findall(fold(text).casefold()))


def _words_once(document: Document) -> tuple[Words, ...]:
    said: set[str] = set()
    found = []
    for block in document.blocks:
        found.append(() if block.text in said else words(block.text))
        said.add(block.text)
    return tuple(found)


@lru_cache(maxsize=2)
def _levelled(text: str) -> Words:
    """Return the words with digits levelled: a changed amount or date makes no other page."""
    return words(_DIGITS.sub("0", text))


def _runs(of: Words, size: int) -> Iterator[int]:
    """Yield a hash for each run of words, which takes less memory than the words."""
    return map(hash, zip(*(of[start:] for start in range(size)), strict=False))
