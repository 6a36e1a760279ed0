"""Find own names in a text, and quote where they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from monitor.text import clean
from monitor.watchlist.codes import code_keys, codes_in, cores
from monitor.watchlist.letters import Spelling, head_of, squeezed
from monitor.watchlist.names import begins_suffix, name_keys
from monitor.watchlist.standing import Standing
from monitor.watchlist.terms import NAME_KINDS, PROFILE_KINDS, NameMatch, TermKind, WatchTerm

_QUOTE_AROUND = 60
_PLACE_CHARS = 120
# A long company name may have one letter wrong, but no digit, if its company's form follows.
_LONG_NAME = 18
_ONE_LETTER = 1


@dataclass(frozen=True, slots=True)
class WatchedText:
    """A text in which names are sought. `place`: the heading above it. `before`: what it said."""

    text: str
    place: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a name stands in a text."""

    start: int
    end: int


class Searched:
    """Passages, spelt as names are compared, for many terms to be found in."""

    def __init__(self, passages: Iterable[WatchedText]) -> None:
        self._passages = [SearchedText(passage) for passage in passages if passage.text]

    def heads(self) -> frozenset[str]:
        """Return what the keys of terms in the text begin with."""
        return frozenset(head for one in self._passages for head in one.heads())

    def may_name(self, head: str, length: int) -> bool:
        """Whether a key with that head and so many letters may stand in the text; 0 for a code."""
        return not length or any(one.may_name(head, length) for one in self._passages)

    def find(self, term: WatchTerm) -> NameMatch | None:
        """Return where the text first names the term, or None."""
        for passage in self._passages:
            span = passage.find(term)
            if span and not _was_there(term, passage.passage):
                return NameMatch(
                    term=term, quote=_quote(passage.passage.text, span), place=passage.place
                )
        return None


class SearchedText:
    """A passage, its letters and its codes."""

    def __init__(self, passage: WatchedText) -> None:
        self.passage = passage

    @property
    def place(self) -> str:
        """Return the heading above, cut."""
        return clean(self.passage.place)[:_PLACE_CHARS]

    @cached_property
    def spelling(self) -> Spelling:
        """Return the letters of the text."""
        return Spelling(self.passage.text)

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """Return the heads of names, and the words that they begin with."""
        return self.spelling.heads()

    @cached_property
    def codes(self) -> dict[str, Extent]:
        """Return the keys of codes, and where each stands first."""
        found: dict[str, Extent] = {}
        for code in codes_in(self.passage.text):
            found.setdefault(code.key, Extent(code.start, code.end))
        return found

    def heads(self) -> Iterable[str]:
        """Return the heads of names, and the keys of codes, which are whole."""
        return (*self.names, *self.codes)

    def may_name(self, head: str, length: int) -> bool:
        """Whether a name with that head ends, after so many letters, where a word ends."""
        slack = _ONE_LETTER if length >= _LONG_NAME else 0
        starts = [self.spelling.starts[index] for index in self.names.get(head, ())]
        lengths = range(length - slack, length + slack + 1)
        return any(start + n in self.spelling.ends for start in starts for n in lengths)

    def find(self, term: WatchTerm) -> Extent | None:
        """Return where the passage names the term, or None."""
        if term.kind not in NAME_KINDS:
            return next((self.codes[key] for key in keys_of(term) if key in self.codes), None)
        standings = (
            Standing(self.passage.text, self.place, self.spelling.words, first, last)
            for key in keys_of(term)
            for first, last in self._named(key, term.kind)
        )
        return next((Extent(one.start, one.end) for one in standings if one.names(term)), None)

    def _named(self, key: str, kind: TermKind) -> Iterable[tuple[int, int]]:
        """Yield the first and the last word of each place that spells the key."""
        for index in self.names.get(head_of(key), ()):
            last = self._last_word(key, self.spelling.starts[index], kind)
            if last is not None:
                yield index, last

    def _last_word(self, key: str, start: int, kind: TermKind) -> int | None:
        spelling = self.spelling
        if spelling.letters.startswith(key, start):
            last = spelling.ends.get(start + len(key))
            if last is not None:
                return last
        if kind is TermKind.COMPANY and len(key) >= _LONG_NAME:
            return self._misspelt(key, start)
        return None

    def _misspelt(self, key: str, start: int) -> int | None:
        """Return the last word of a name that differs in one letter, before its company's form."""
        spelling = self.spelling
        for length in (len(key), len(key) - 1, len(key) + 1):
            last = spelling.ends.get(start + length)
            if last is None or not begins_suffix(spelling.words, last + 1):
                continue
            if is_one_letter_apart(key, spelling.letters[start : start + length]):
                return last
        return None


def is_one_letter_apart(name: str, other: str) -> bool:
    """Whether two long names differ in one letter at most, and in no digit."""
    distance = Levenshtein.distance(name, other, score_cutoff=_ONE_LETTER)
    return distance <= _ONE_LETTER and _digits(name) == _digits(other)


def keys_of(term: WatchTerm) -> tuple[str, ...]:
    """Return the keys under which a term is found; none for a term that is not sought."""
    if term.kind in PROFILE_KINDS:
        return ()
    return name_keys(term.text) if term.kind in NAME_KINDS else code_keys(term.kind, term.text)


def may_hold(term: WatchTerm, letters: str) -> bool:
    """Whether a text may name a term, by its squeezed letters: quick, and never wrong with a no."""
    keys = keys_of(term)
    if term.kind not in NAME_KINDS:
        return any(core in letters for key in keys for core in cores(key))
    return any(squeezed(head_of(key)) in letters for key in keys)


def _was_there(term: WatchTerm, passage: WatchedText) -> bool:
    before = passage.before
    return bool(before) and bool(SearchedText(WatchedText(before, passage.place)).find(term))


def _quote(text: str, span: Extent) -> str:
    """Return the name with some words around it, cut at words."""
    start = max(0, span.start - _QUOTE_AROUND)
    end = min(len(text), span.end + _QUOTE_AROUND)
    if start and (space := text.find(" ", start, span.start)) > 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", span.end, end)) > 0:
        end = space
    quoted = clean(text[start:end])
    return f"{'…' if start else ''}{quoted}{'…' if end < len(text) else ''}"


def _digits(name: str) -> str:
    return "".join(re.findall(r"[\d.]", name))
