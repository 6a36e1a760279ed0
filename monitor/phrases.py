"""Finds many phrases in a text in one pass, in any language.

A phrase is words with spaces between them. `recall*`: any word that begins so; `*gebühr`: any that
ends so; `one|other`: either; `@number`, `@month`: any of those; `~`, once in a phrase: up to six
words, or twelve Chinese characters, in between.
Chinese and Japanese phrases match anywhere, others as whole words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from monitor.data import load
from monitor.text import CJK, fold

_HAS_CJK = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"[^\W_{CJK}]+")
_SIGN = re.compile(r"[-&.']")
_CJK_GAP = r"[^。；！？\n]{0,12}?"
_GAP = "~"
_MONTH, _NUMBER = "@month", "@number"
_GAP_WORDS = 6
# Phrases are indexed by their first letters, so that a word meets few of them.
_STEM = 2
_KNOWN_WORDS = 50_000


_MOST_CHARS = 200
# One choice of a part: a word, with a star at one end only.
_CHOICE = re.compile(r"\*?[^\s*|~@]+|[^\s*|~@]+\*|@month|@number")


def fault_of(phrase: str) -> str:
    """Return what is wrong with a phrase as people write it, or ''."""
    if len(phrase) > _MOST_CHARS:
        return f"is longer than {_MOST_CHARS} characters"
    parts = _SIGN.sub(" ", fold(phrase)).replace(_GAP, f" {_GAP} ").split()
    gaps = [at for at, part in enumerate(parts) if part == _GAP]
    if len(gaps) > 1 or any(at in {0, len(parts) - 1} for at in gaps):
        return "has a ~ that stands between no two words; write it once, as in: recall ~ battery"
    words = [part for part in parts if part != _GAP]
    if not words or not all(_is_part(word) for word in words):
        return "is no phrase; write words, one|other for either, recall* for a beginning"
    return ""


def _is_part(part: str) -> bool:
    return all(_CHOICE.fullmatch(choice) and _has_word(choice) for choice in part.split("|"))


def _has_word(choice: str) -> bool:
    return any(char.isalnum() for char in choice)


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a phrase: the words that fit it, and the beginnings and ends of words that do."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: str) -> "Part":
        """Read a part as it is written in a phrase."""
        choices = written.split("|")
        words = {choice for choice in choices if "*" not in choice}
        if _MONTH in words:
            words |= _months()
        beginnings = [choice[:-1] for choice in choices if choice.endswith("*")]
        ends = tuple(choice[1:] for choice in choices if choice.startswith("*"))
        digits = "0123456789" if _NUMBER in words else ""
        return cls(frozenset(words), (*beginnings, *digits), ends)

    def fits(self, word: str) -> bool:
        """Return whether a word fits."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.ends)

    @property
    def stems(self) -> set[str]:
        """Return the first letters of the words that fit; one is empty where any letter may begin."""
        anywhere = {""} if self.ends else set()
        return anywhere | {first[:_STEM] for first in (*self.words, *self.beginnings)}


@dataclass(frozen=True, slots=True)
class IndexedPhrase:
    """A phrase and the label under which it is found; `tail`: what follows its gap."""

    label: str
    head: tuple[Part, ...]
    tail: tuple[Part, ...] = ()

    def end(self, words: list[str], at: int) -> int:
        """Return the position behind the phrase if it stands at `at`, else 0."""
        end = _end(self.head, words, at)
        if not end or not self.tail:
            return end
        steps = range(end, min(end + _GAP_WORDS + 1, len(words)))
        return next((found for step in steps if (found := _end(self.tail, words, step))), 0)


class PhraseBook:
    """Phrases under labels, ready to be found. `plurals`: an English plural matches, too."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], *, plurals: bool = False) -> None:
        self._chinese: dict[str, re.Pattern[str]] = {}
        self._latin: dict[str, list[IndexedPhrase]] = defaultdict(list)
        self._beginning: dict[str, tuple[IndexedPhrase, ...]] = {}
        self._plurals = plurals
        self._labels = tuple(phrases)
        for label, group in phrases.items():
            self._add(label, [fold(str(phrase)).casefold() for phrase in group])

    def found(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return each label with the words that match it, as often as they occur."""
        folded = fold(text).casefold()
        hits: dict[str, list[str]] = defaultdict(list)
        for label, words in self._in_words(_WORD.findall(folded)):
            hits[label].append(words)
        for label, pattern in self._chinese.items():
            hits[label].extend(match[0] for match in pattern.finditer(folded))
        return {label: tuple(hits[label]) for label in self._labels if hits.get(label)}

    def _add(self, label: str, phrases: list[str]) -> None:
        chinese = [phrase for phrase in phrases if _HAS_CJK.search(phrase)]
        if chinese:
            # The longest first, so that the match says most.
            self._chinese[label] = re.compile(
                "|".join(map(_pattern, sorted(chinese, key=len)[::-1]))
            )
        for phrase in phrases:
            if not _HAS_CJK.search(phrase):
                self._add_latin(label, _SIGN.sub(" ", phrase).split())

    def _add_latin(self, label: str, parts: list[str]) -> None:
        if self._plurals and parts[-1].isascii() and not parts[-1].endswith("*"):
            parts[-1] = f"{parts[-1]}|{parts[-1]}s|{parts[-1]}es"
        gap = parts.index(_GAP) if _GAP in parts else len(parts)
        head, tail = (tuple(map(Part.of, side)) for side in (parts[:gap], parts[gap + 1 :]))
        for stem in sorted(head[0].stems):
            self._latin[stem].append(IndexedPhrase(label, head, tail))

    def _in_words(self, words: list[str]) -> Iterator[tuple[str, str]]:
        beginning = self._beginning
        for start, word in enumerate(words):
            # Most words begin no phrase; a lookup in place is much faster than a call.
            phrases = beginning.get(word)
            if phrases is None:
                phrases = self._begun_by(word)
            if phrases:
                yield from _matches(phrases, words, start)

    def _begun_by(self, word: str) -> tuple[IndexedPhrase, ...]:
        stems = {word[:size] for size in range(_STEM + 1)}
        phrases = [phrase for stem in sorted(stems) for phrase in self._latin.get(stem, ())]
        known = tuple(phrase for phrase in phrases if phrase.head[0].fits(word))
        if len(self._beginning) < _KNOWN_WORDS:
            self._beginning[word] = known
        return known


def _matches(
    phrases: tuple[IndexedPhrase, ...], words: list[str], start: int
) -> Iterator[tuple[str, str]]:
    labels = set()
    for phrase in phrases:
        if phrase.label not in labels and (end := phrase.end(words, start)):
            labels.add(phrase.label)
            yield phrase.label, " ".join(words[start:end])


def _end(parts: tuple[Part, ...], words: list[str], at: int) -> int:
    end = at + len(parts)
    fits = end <= len(words) and all(
        part.fits(word) for part, word in zip(parts, words[at:end], strict=True)
    )
    return end if fits else 0


@cache
def _months() -> frozenset[str]:
    names = load("monitor.dates", "months.yaml")["months"].values()
    return frozenset(fold(name).casefold() for months in names for name in months)


def _pattern(phrase: str) -> str:
    return _CJK_GAP.join(
        "(?:" + "|".join(map(re.escape, part.strip().split("|"))) + ")"
        for part in phrase.split(_GAP)
    )
