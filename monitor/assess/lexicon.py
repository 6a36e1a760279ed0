"""Count many literal words in a text, fast: regular expressions try each word at each
position, which takes seconds on a long page.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.text import CJK, fold

_HAS_CJK = re.compile(f"[{CJK}]")
_LATIN = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:[-'][a-z0-9\u00c0-\u024f]+)*")


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text, prepared once for any number of lexicons."""

    text: str
    # Words with a space on either side, so that ` must ` never matches `mustard`.
    padded: str
    words: frozenset[str]


def prepare(text: str) -> Haystack:
    """Return the text folded, without case, and its Latin words separately."""
    folded = fold(text).casefold()
    words = _LATIN.findall(folded)
    return Haystack(folded, _pad(words), frozenset(words))


class Lexicon:
    """A set of words and phrases: Latin ones match as whole words, Chinese ones anywhere."""

    def __init__(self, words: Iterable[str]) -> None:
        self._chinese: list[str] = []
        self._latin: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word in words:
            folded = fold(word).casefold()
            if _HAS_CJK.search(folded):
                self._chinese.append(folded)
                continue
            parts = _LATIN.findall(folded)
            self._latin[parts[0]].append((folded, _pad(parts)))
        self._firsts = frozenset(self._latin)

    def occurs(self, hay: Haystack) -> bool:
        """Return whether any of the words occurs."""
        chinese = any(word in hay.text for word in self._chinese)
        return chinese or any(padded in hay.padded for _, padded in self._candidates(hay))

    def counts(self, hay: Haystack) -> Counter[str]:
        """Return how often each word occurs; words that do not occur are left out."""
        found = Counter({word: hay.text.count(word) for word in self._chinese})
        found.update({form: hay.padded.count(padded) for form, padded in self._candidates(hay)})
        return +found

    def _candidates(self, hay: Haystack) -> Iterable[tuple[str, str]]:
        """Return the words whose first part occurs in the text."""
        return (entry for first in sorted(self._firsts & hay.words) for entry in self._latin[first])


def _pad(words: list[str]) -> str:
    # Two spaces between words, so that adjacent matches share no space and all are counted.
    return f" {'  '.join(words)} "
