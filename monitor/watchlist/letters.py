"""Write names so that equal ones are equal: without case, accents, punctuation, spaces.

Digits that stand apart stay apart: `A 1 23` is not `A 12 3`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from monitor.text import CJK

# What may stand inside a word: apostrophes, invisible characters, accents set apart.
_INNER = "'\u2018\u2019\u02bc\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}](?:[{_INNER}]*[^\W_{CJK}])*[\u0300-\u036f]*|&|＆")
_POSSESSIVE = re.compile(r"(?<=\w)['\u2018\u2019\u02bc]s$", re.IGNORECASE)
_HEAD_WEIGHT = 16
_CJK_WEIGHT = 2
# A shorter name is refused.
_LEAST_WEIGHT = 3


class Word(NamedTuple):
    """A word, or one Chinese character: its letters as they are compared, and where it stands."""

    letters: str
    start: int
    end: int


class Spelling:
    """The letters of a text in a row, with the words that they come from."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        parts: list[str] = []
        self.starts: list[int] = []
        self.ends: dict[int, int] = {}
        length, last = 0, ""
        for index, word in enumerate(self.words):
            if last.isdigit() and word.letters[0].isdigit():
                parts.append(".")
                length += 1
            parts.append(word.letters)
            self.starts.append(length)
            length += len(word.letters)
            self.ends[length] = index
            last = word.letters[-1]
        self.letters = "".join(parts)
        self._ends = list(self.ends)

    def heads(self) -> dict[str, list[int]]:
        """Return the heads of all names that the text may hold, and at which words each begins."""
        found: dict[str, list[int]] = {}
        heads_at = self._plain_heads_at if self.letters.isascii() else self._heads_at
        for index in range(len(self.words)):
            for head in heads_at(index):
                found.setdefault(head, []).append(index)
        return found

    def _plain_heads_at(self, index: int) -> list[str]:
        """Return what `_heads_at` returns where each letter weighs one: without weighing."""
        letters, start = self.letters, self.starts[index]
        heads = [letters[start : start + _HEAD_WEIGHT]]
        if len(heads[0]) < _HEAD_WEIGHT:
            heads = []
        for end in self._ends[index : index + _HEAD_WEIGHT]:
            if end - start >= _HEAD_WEIGHT:
                break
            if end - start >= _LEAST_WEIGHT:
                heads.append(letters[start:end])
        return heads

    def _heads_at(self, index: int) -> list[str]:
        """Return the heads of names that begin with that word: short names whole, long ones cut."""
        start = self.starts[index]
        head = head_of(self.letters[start : start + _HEAD_WEIGHT])
        heads = [head] if weight(head) >= _HEAD_WEIGHT else []
        for other in range(index, len(self.words)):
            end = self.starts[other] + len(self.words[other].letters)
            name = self.letters[start:end]
            if weight(name) >= _HEAD_WEIGHT:
                break
            if weight(name) >= _LEAST_WEIGHT:
                heads.append(name)
        return heads


def words_of(text: str) -> list[Word]:
    """Split a text into words as names are compared."""
    found = ((_letters(match[0]), match) for match in _WORD.finditer(text))
    return [Word(letters, *match.span()) for letters, match in found if letters]


def squeezed(text: str) -> str:
    """Return all letters and digits of a text in a row, to look quickly whether it holds a name."""
    if text.isascii():
        return re.sub(r"[\W_]+", "", text.lower().replace("&", "and"))
    return "".join(word.letters for word in words_of(text))


def head_of(key: str) -> str:
    """Return what the names of a key's first letters share: 16 letters, or 8 Chinese characters."""
    if key.isascii():
        return key[:_HEAD_WEIGHT]
    total = 0
    for index, letter in enumerate(key):
        total += weight(letter)
        if total >= _HEAD_WEIGHT:
            return key[: index + 1]
    return key


def weight(letters: str) -> int:
    """Return how much letters tell: a Chinese character as much as two others."""
    if letters.isascii():
        return len(letters)
    return sum(_CJK_WEIGHT if letter >= "\u3040" else 1 for letter in letters)


@lru_cache(maxsize=50_000)
def _letters(word: str) -> str:
    if word in {"&", "＆"}:
        return "and"
    if word.isascii() and word.isalnum():
        return word.lower()
    folded = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", word)).casefold()
    return "".join(one for one in unicodedata.normalize("NFKD", folded) if one.isalnum())
