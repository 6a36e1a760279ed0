"""Finds many phrases in a text in one pass, in any language.

A phrase is words with spaces between them. `recall*`: any word that begins so; `one|other`: either;
`@number`, `@month`: any of those; `~`: up to six words, or twelve Chinese characters, in between.
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and the label under which it is found."""

    label: str
    parts: tuple[str, ...]


class PhraseBook:
    """Phrases under labels, ready to be found. `plurals`: an English plural matches, too."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], *, plurals: bool = False) -> None:
        self._chinese: dict[str, re.Pattern[str]] = {}
        self._latin: dict[str, list[Phrase]] = defaultdict(list)
        self._beginning: dict[str, tuple[Phrase, ...]] = {}
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
        for first in parts[0].split("|"):
            self._latin[first[:_STEM]].append(Phrase(label, (first, *parts[1:])))

    def _in_words(self, words: list[str]) -> Iterator[tuple[str, str]]:
        for start, word in enumerate(words):
            labels = set()
            for phrase in self._begun_by(word):
                if phrase.label in labels:
                    continue
                if end := _end(phrase.parts, words, start):
                    labels.add(phrase.label)
                    yield phrase.label, " ".join(words[start:end])

    def _begun_by(self, word: str) -> tuple[Phrase, ...]:
        known = self._beginning.get(word)
        if known is None:
            phrases = self._latin.get(word[:_STEM], ())
            known = tuple(phrase for phrase in phrases if _is(phrase.parts[0], word))
            if len(self._beginning) < _KNOWN_WORDS:
                self._beginning[word] = known
        return known


def _end(parts: tuple[str, ...], words: list[str], at: int) -> int:
    """Return the position behind the phrase if it stands at `at`, else 0."""
    if not parts:
        return at
    if parts[0] == _GAP:
        steps = range(at, min(at + _GAP_WORDS + 1, len(words)))
        return next((end for step in steps if (end := _end(parts[1:], words, step))), 0)
    if at < len(words) and _fits(parts[0], words[at]):
        return _end(parts[1:], words, at + 1)
    return 0


def _fits(part: str, word: str) -> bool:
    return any(_is(choice, word) for choice in part.split("|"))


def _is(choice: str, word: str) -> bool:
    if choice == _MONTH:
        return word in _months()
    if choice == _NUMBER:
        return word[0].isdigit()
    return word.startswith(choice[:-1]) if choice.endswith("*") else word == choice


@cache
def _months() -> frozenset[str]:
    names = load("monitor", "months.yaml")["months"].values()
    return frozenset(fold(name).casefold() for months in names for name in months)


def _pattern(phrase: str) -> str:
    return _CJK_GAP.join(
        "(?:" + "|".join(map(re.escape, part.strip().split("|"))) + ")"
        for part in phrase.split(_GAP)
    )
