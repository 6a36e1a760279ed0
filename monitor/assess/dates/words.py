"""Compile the words that say what a date means (words.yaml)."""

import re
from functools import cache
from typing import Any

from monitor.data import load

_FILLER = ("weekdays", "hours", "zones", "articles")
_SIGNS = r"[\s:|('\"*_)\]\[-]"
# How many characters may stand between a verb of force and its date: `in all markets`.
_GAP = r"[^,;:.()]{0,70}"


@cache
def before(*names: str) -> re.Pattern[str]:
    """Return the pattern of a role's words right before a date, but for days, hours and links."""
    links = "links" in names
    roles = [name for name in names if name != "links"]
    between = f"(?:{filler(links=links)})*+"
    return re.compile(rf"(?:{anywhere_in(*roles)}){between}$")


@cache
def verb_and_gap() -> re.Pattern[str]:
    """Return the pattern of a verb of force, some words, and a preposition before the date."""
    verbs = anywhere_in("verb_before")
    link = r"(?:\b(?:on|from|is|le|el|il|am|ab|zum|l|est|ist|es|è)\b|:)"
    return re.compile(rf"(?:{verbs}){_GAP}{link}(?:{filler(links=False)})*+$")


@cache
def after(*names: str) -> re.Pattern[str]:
    """Return the pattern of a role's words right after a date, but for hours and a remark."""
    between = rf"(?:\([^()]{{0,24}}\)|{filler(links=False)}|,)"
    return re.compile(rf"^{between}*+(?:{anywhere_in(*names)})")


@cache
def anywhere(*names: str) -> re.Pattern[str]:
    """Return the pattern of a role's words, wherever they stand."""
    return re.compile(anywhere_in(*names))


@cache
def anywhere_in(*names: str) -> str:
    """Return the words of some roles as one expression: whole words, but for those of CJK."""
    return "|".join(_group(name) for name in names)


def _group(name: str) -> str:
    words = _words(name)
    found = "|".join(words)
    return rf"(?:{found})" if name.endswith("_cjk") else rf"(?:{_whole(words)})"


def _whole(words: list[str]) -> str:
    """Return whole Latin and Cyrillic words; a sign of another script may touch its neighbours."""
    letters = r"a-zà-ÿœа-яёąćęłńóśźż\d"
    return rf"(?<![{letters}])(?:{'|'.join(words)})(?![{letters}])"


@cache
def filler(*, links: bool) -> str:
    """Return what may stand between a word of a role and its date, as one expression."""
    names = (*_FILLER, "links") if links else _FILLER
    words = [word for name in names for word in _words(name)]
    return rf"{_SIGNS}|{_whole(words)}[.,]?"


def _words(name: str) -> list[str]:
    entry: Any = load("monitor.assess.dates", "words.yaml")[name]
    lists = entry.values() if isinstance(entry, dict) else [entry]
    return [word for words in lists for word in words]
