"""The signs by which a notice is judged: who, what, at which stage, which goods (*.yaml)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language
from monitor.phrases import PhraseBook
from monitor.text import CJK

ACTORS, ACTS, STAGES, GOODS, GENRES = "actors", "acts", "stages", "goods", "genres"
_FILES = (ACTORS, ACTS, STAGES, GOODS, GENRES)
_PREFIX = "notice-"
_FIELD = re.compile(r"@(?!month|number)(\w+)")
_CHINESE = re.compile(f"[{CJK}]")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Sign:
    """A closed class of words. Its flags: see the head of its file."""

    name: str
    group: str
    titles: dict[str, str]
    urgent: bool = False
    alone: bool = False
    weak: bool = False
    firm: bool = False
    certain: bool = False
    foreign: bool = False
    title_only: bool = False
    yields_to: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Return the id of the rule in a Reason."""
        return f"{_PREFIX}{self.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """A sign and the words by which it was found."""

    sign: Sign
    words: tuple[str, ...]


def found_in(text: str) -> tuple[Found, ...]:
    """Return the signs that a sentence shows, in the order of the files."""
    return tuple(
        Found(_signs()[name], tuple(dict.fromkeys(words)))
        for name, words in _book().found(_without_names(text)).items()
    )


def _without_names(text: str) -> str:
    return _fixed_names().sub(" ", text)


def title(rule_id: str, language: Language) -> str:
    """Return the title of a notice's rule in a language; the id itself if there is none."""
    sign = _signs().get(rule_id.removeprefix(_PREFIX))
    return sign.titles.get(language, rule_id) if sign else rule_id


@cache
def _signs() -> dict[str, Sign]:
    return {name: _sign(group, name, entry) for group, name, entry in _entries()}


@cache
def _book() -> PhraseBook:
    return PhraseBook(
        {
            name: [spelt for phrase in _words(entry["words"]) for spelt in _spelt_out(phrase)]
            for _, name, entry in _entries()
        }
    )


@cache
def _fixed_names() -> re.Pattern[str]:
    names = load("monitor.notices", "names.yaml")
    latin = "|".join(re.escape(name) for name in names["words"])
    return re.compile(rf"\b(?:{latin})\b|{'|'.join(names['chinese'])}", re.IGNORECASE)


def _spelt_out(phrase: str) -> Iterator[str]:
    """Put the words of each field in its place: once the Latin ones, once the Chinese."""
    if not _FIELD.search(phrase):
        yield phrase
        return
    rest = _FIELD.sub("", phrase)
    if not _CHINESE.search(rest):
        yield _FIELD.sub(_latin_words, phrase)
    if not _LATIN.search(rest):
        yield _FIELD.sub(_chinese_words, phrase)


def _latin_words(field: re.Match[str]) -> str:
    return "|".join(word for word in _field(field[1]) if not _CHINESE.search(word))


def _chinese_words(field: re.Match[str]) -> str:
    return "|".join(word for word in _field(field[1]) if _CHINESE.search(word))


def _field(name: str) -> list[str]:
    words: list[str] = load("monitor.notices", "fields.yaml")[name]
    return words


def _entries() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (group, name, entry)
        for group in _FILES
        for name, entry in load("monitor.notices", f"{group}.yaml").items()
    ]


def _sign(group: str, name: str, entry: dict[str, Any]) -> Sign:
    flags = {
        flag: entry.get(flag, False)
        for flag in ("urgent", "alone", "weak", "firm", "certain", "foreign")
    }
    return Sign(
        name,
        group,
        entry["title"],
        title_only=entry.get("scope") == "title" or group == GENRES,
        yields_to=frozenset(entry.get("yields_to", ())),
        **flags,
    )


def _words(words: dict[str, list[str]] | list[str]) -> list[str]:
    return (
        [word for group in words.values() for word in group] if isinstance(words, dict) else words
    )
