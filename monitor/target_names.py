"""Finds what people mean by a word: by a name, by a name within it, or by a name spelt nearly so."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from monitor.data import load
from monitor.phrases import PhraseBook
from monitor.text import CJK, fold

_HAS_CJK = re.compile(f"[{CJK}]")
_NO_SIGN = re.compile(r"[^\W_]+")
# A domain name that holds a word is somebody's name, and nothing is to be read into it.
_IS_ADDRESS = re.compile(r"\S+\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE | re.ASCII)
# A misspelling is one slip, or differs in few letters; in a short word, each counts for too much.
_SIMILAR = 85
_ONE_SLIP = 1
_NUMBER_NAME = 5
_SIMILAR_CHARS = 5
_MOST_SIMILAR = 3
# Nobody means a name by a longer text; each text from outside is cut to it.
_LONGEST = 400
# Chinese short names such as 日亚 end with a letter of Amazon, which is no part of it here: 今日亚洲.
_OF_ASIA = re.compile("亚(?=[洲太非裔])")
# English plurals, the longer ending first, with the letters that stand for them.
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))


class Certainty(StrEnum):
    """How a word leads to a target: by its name, by a name within the word, or by a similar one."""

    NAMED = "named"
    CONTAINED = "contained"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The targets that a word may mean, the likeliest first; none, if it names nothing."""

    targets: tuple[str, ...]
    certainty: Certainty = Certainty.NAMED

    @property
    def sure(self) -> str | None:
        """Return the target if the word is a name of it and of no other."""
        is_one = len(self.targets) == 1 and self.certainty is Certainty.NAMED
        return self.targets[0] if is_one else None


class TargetNames:
    """Targets with all their names, and words that only belong to them (`words`)."""

    def __init__(
        self, names: Mapping[str, Iterable[str]], words: Mapping[str, Iterable[str]]
    ) -> None:
        self._by_key: dict[str, tuple[str, ...]] = {}
        for target, group in names.items():
            for key in {name_key(name) for name in group} - {""}:
                self._by_key[key] = (*self._by_key.get(key, ()), target)
        self._book = PhraseBook(
            {t: _searchable([*group, *words.get(t, ())]) for t, group in names.items()},
            plurals=True,
        )

    def meaning(self, text: str) -> Meaning:
        """Return what a text means: by name, else by the names within it, else by a similar name."""
        text = text[:_LONGEST]
        key = name_key(text)
        if named := self._by_key.get(key):
            return Meaning(named)
        if not _IS_ADDRESS.fullmatch(text) and (contained := self._contained(text)):
            return Meaning(contained, Certainty.CONTAINED)
        return Meaning(self._similar(key), Certainty.SIMILAR)

    def _contained(self, text: str) -> tuple[str, ...]:
        """Return the targets whose names stand in a text, without names within longer names."""
        found = self._book.found(_OF_ASIA.sub(" ", simplified(text)))
        longest = {target: max(words, key=len) for target, words in found.items()}
        whole = {
            target: word
            for target, word in longest.items()
            if not any(word != other and word in other for other in longest.values())
        }
        return tuple(sorted(whole, key=lambda target: (-len(whole[target]), target)))

    def _similar(self, key: str) -> tuple[str, ...]:
        """Return the targets with names that are spelt nearly so, in the same script."""
        if len(key) < _SIMILAR_CHARS:
            return ()
        names = [name for name in self._by_key if len(name) >= _SIMILAR_CHARS]
        same_script = [name for name in names if is_cjk(name) == is_cjk(key)]
        slips = process.extract(
            key, same_script, scorer=OSA.distance, score_cutoff=_ONE_SLIP, limit=_MOST_SIMILAR
        )
        near = slips or process.extract(
            key, same_script, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=_MOST_SIMILAR
        )
        return tuple(dict.fromkeys(target for name, *_ in near for target in self._by_key[name]))


def name_key(name: str) -> str:
    """Return a name in the form in which names are compared.

    Without case, width, signs, spaces, English plurals and traditional characters.
    """
    plain = unicodedata.normalize("NFKD", simplified(name))
    words = _NO_SIGN.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return "".join(map(_singular, words))


def simplified(text: str) -> str:
    """Return a text folded, in lower case and in simplified characters, as far as names need it."""
    return fold(text).casefold().translate(_traditional())


def is_cjk(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean characters."""
    return _HAS_CJK.search(text) is not None


def other_names(group: str) -> dict[str, list[str]]:
    """Return the other names of each member of a group: categories, topics or jurisdictions."""
    found: dict[str, list[Any]] = _aliases()[group]
    return {key: [str(name) for name in names] for key, names in found.items()}


def _singular(word: str) -> str:
    if not word.isascii() or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    for ending, letters in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + letters
    return word.removesuffix("s")


def _searchable(names: Iterable[str]) -> list[str]:
    """Return names without ids, which nobody writes in a sentence; the longest first, as it says most."""
    found = {
        simplified(name)
        for name in names
        if ":" not in name and _is_written(name) and _NO_SIGN.search(name)
    }
    return sorted(found, key=lambda name: (-len(name), name))


def _is_written(name: str) -> bool:
    """Whether people write a name in a sentence: no number, unless it is long, as `18650` is."""
    return not name.isdigit() or len(name) >= _NUMBER_NAME


@cache
def _traditional() -> dict[int, str]:
    pairs = str(_aliases()["traditional"]).split()
    return {ord(pair[0]): pair[1] for pair in pairs}


def _aliases() -> Any:
    return load("monitor", "aliases.yaml")
