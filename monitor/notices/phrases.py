"""Finds many phrases in a sentence, fast, in any language.

A phrase is words with spaces between them. `recall*`: any word that begins so; `one|other`: either;
`@number`: a number; `@month`: a month; `~`: up to six words, or twelve Chinese characters, in between. Chinese and Japanese phrases match
anywhere, others as whole words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.data import load
from monitor.text import CJK, fold

_HAS_CJK = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"[^\W_{CJK}]+")
_CJK_GAP = r"[^。；！？]{0,12}?"
_SIGN = re.compile(r"[-&.']")
_GAP = "~"
_MONTH, _NUMBER = "@month", "@number"
_GAP_WORDS = 6
# Words are indexed by their first letters, so that a word meets few phrases.
_STEM = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, folded and without case, and its words that are not Chinese."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Sentence":
        """Prepare a sentence for any number of searches."""
        folded = fold(text).casefold()
        return cls(folded, tuple(_WORD.findall(folded)))


class Phrases:
    """A set of phrases, ready to be found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        folded = [fold(str(phrase)).casefold() for phrase in phrases]
        chinese = [phrase for phrase in folded if _HAS_CJK.search(phrase)]
        self._chinese = re.compile("|".join(map(_pattern, chinese))) if chinese else None
        self._latin: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in folded:
            if not _HAS_CJK.search(phrase):
                self._index(tuple(_SIGN.sub(" ", phrase).split()))

    def found(self, sentence: Sentence) -> tuple[str, ...]:
        """Return the words of the sentence that match, each once, in order."""
        chinese = self._chinese.finditer(sentence.text) if self._chinese else ()
        return tuple(
            dict.fromkeys([*self._in_words(sentence.words), *(match[0] for match in chinese)])
        )

    def _index(self, phrase: tuple[str, ...]) -> None:
        for first in phrase[0].split("|"):
            self._latin[first[:_STEM]].append((first, *phrase[1:]))

    def _in_words(self, words: tuple[str, ...]) -> Iterator[str]:
        for start, word in enumerate(words):
            for phrase in self._latin.get(word[:_STEM], ()):
                if end := _end(phrase, words, start):
                    yield " ".join(words[start:end])
                    break


def _end(phrase: tuple[str, ...], words: tuple[str, ...], at: int) -> int:
    """Return the position behind the phrase if it stands at `at`, else 0."""
    if not phrase:
        return at
    if phrase[0] == _GAP:
        steps = range(at, min(at + _GAP_WORDS + 1, len(words)))
        return next((end for step in steps if (end := _end(phrase[1:], words, step))), 0)
    if at < len(words) and _fits(phrase[0], words[at]):
        return _end(phrase[1:], words, at + 1)
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
