"""The names of organisations: as readers see them in each language, and as people write them."""

from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language

# What an entry says besides names.
_NO_NAMES = frozenset(("also", "kind", "latin"))
_NEWS = "news"


def organisation_name(name: str, language: Language) -> str:
    """Return the name of an organisation in a language; its own where it has no other."""
    return str(_organisations().get(name, {}).get(language, name))


@cache
def names_of_organisation(name: str) -> tuple[str, ...]:
    """Return all names of an organisation: its own, those by language, and those that people use."""
    entry = _organisations().get(name, {})
    by_language = (str(text) for key, text in entry.items() if key not in _NO_NAMES)
    return tuple(dict.fromkeys((name, *by_language, *map(str, entry.get("also", ())))))


def reason_for_latin(name: str) -> str:
    """Return why Chinese readers see the Latin name; '' for one that has a Chinese name, or none."""
    return str(_organisations().get(name, {}).get("latin", ""))


def all_organisations() -> tuple[str, ...]:
    """Return all organisations, as the catalogue names them."""
    return tuple(_organisations())


def is_everyday_name(name: str) -> bool:
    """Return whether a text that holds the name may mean something else by it."""
    return name.casefold() in {str(one).casefold() for one in _data()["everyday"]}


def is_news_site(name: str) -> bool:
    """Return whether an organisation reports on marketplaces and is none."""
    return bool(_organisations().get(name, {}).get("kind") == _NEWS)


def offered_marketplaces() -> tuple[str, ...]:
    """Return the marketplaces that are offered first, what sellers use most first."""
    return tuple(_data()["marketplaces"])


def _organisations() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _data()["organisations"]
    return found


def _data() -> Any:
    return load("monitor", "organisations.yaml")
