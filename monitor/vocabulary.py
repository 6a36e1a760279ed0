"""Categories, severities and topics, with their names in each language."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.data import load
from monitor.model import Language


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
    """What a reader calls a member of `categories`, `severities`, `ops`, `failures` or `topics`."""
    entry: dict[str, str] = _vocabulary()[group].get(key, {})
    return entry.get(language, key)


def targets_named(word: str) -> str | None:
    """The category or topic that a person means by its id or by its name, or None."""
    wanted = word.strip().casefold()
    for group in ("categories", "topics"):
        for key, entry in _vocabulary()[group].items():
            if wanted in {key, entry["en"].casefold(), entry["zh"]}:
                return str(key)
    return None


def _vocabulary() -> Any:
    return load("monitor", "vocabulary.yaml")
