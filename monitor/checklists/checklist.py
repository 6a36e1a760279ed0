"""A checklist as its file states it, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language

Translated = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfficialLink:
    """A page or a form of an authority, a court or a marketplace."""

    names: Translated
    url: str

    def name(self, language: Language) -> str:
        """Return what the page is called."""
        return in_language(self.names, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What to do about one kind of change, in order. `reviewed`: when its text was last checked."""

    id: str
    titles: Translated
    all_steps: tuple[Translated, ...]
    sources: tuple[OfficialLink, ...]
    forms: tuple[OfficialLink, ...]
    reviewed: date

    def title(self, language: Language) -> str:
        """Return the name of the kind of change."""
        return in_language(self.titles, language)

    def steps(self, language: Language) -> tuple[str, ...]:
        """Return the steps, the first to do first."""
        return tuple(in_language(step, language) for step in self.all_steps)


def in_language(names: Translated, language: Language) -> str:
    """Return a text in a language, or in English where the language has none."""
    return names.get(language) or names[Language.EN]


@cache
def checklists() -> tuple[Checklist, ...]:
    """Return all checklists, in the order in which they are tried."""
    return tuple(_checklist(name, entry) for name, entry in entries().items())


def checklist(name: str) -> Checklist:
    """Return the checklist with that id; KeyError for any other."""
    return {one.id: one for one in checklists()}[name]


def entries() -> dict[str, dict[str, Any]]:
    """Return the entries of the file by id."""
    found: dict[str, dict[str, Any]] = load("monitor.checklists", "checklists.yaml")
    return found


def _checklist(name: str, entry: dict[str, Any]) -> Checklist:
    return Checklist(
        id=name,
        titles=entry["title"],
        all_steps=tuple(entry["steps"]),
        sources=_links(entry["sources"]),
        forms=_links(entry["forms"]),
        reviewed=date.fromisoformat(entry["reviewed"]),
    )


def _links(given: list[dict[str, str]]) -> tuple[OfficialLink, ...]:
    return tuple(
        OfficialLink({code: name for code, name in one.items() if code != "url"}, one["url"])
        for one in given
    )
