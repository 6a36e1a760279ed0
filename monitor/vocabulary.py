"""Categories, severities and topics, with their names in each language."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language, languages


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a seller recognises as my goods or my risk."""

    id: str
    words: tuple[str, ...]


def categories() -> tuple[str, ...]:
    """The ids of the eight categories, in house order."""
    return tuple(_vocabulary()["categories"])


@cache
def topics() -> tuple[Topic, ...]:
    """The topics, in house order."""
    entries = _vocabulary()["topics"]
    return tuple(Topic(name, tuple(entry["words"])) for name, entry in entries.items())


def name_of(group: str, key: str, language: Language) -> str:
    """What a reader calls a member of a group: `categories`, `topics`, `severities` and so on.

    A name that a language lacks is told in English, one that no language has by its key.
    """
    entry = entries(group).get(key, {})
    return entry.get(language) or entry.get(Language.EN, key)


def entries(group: str) -> dict[str, dict[str, str]]:
    """The members of a group, each with its names by language."""
    found: dict[str, dict[str, str]] = _vocabulary()[group]
    return found


def targets_named(word: str) -> str | None:
    """The category or topic that a person means by its id or by its name, or None."""
    wanted = word.strip().casefold()
    for group in ("categories", "topics"):
        for key, entry in _vocabulary()[group].items():
            if wanted in {key, *(entry.get(spoken, "").casefold() for spoken in languages())}:
                return str(key)
    return None


def _vocabulary() -> Any:
    return load("monitor", "vocabulary.yaml")
