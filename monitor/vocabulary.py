"""Categories, severities and topics, with their names in each language."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of goods or risk that a seller can follow.

    `words` find it in any text; `news_words` only say what a notice is about; `fallback_words` do
    so where nothing says that it is about another right.
    """

    id: str
    words: tuple[str, ...]
    news_words: tuple[str, ...] = ()
    fallback_words: tuple[str, ...] = ()


def categories() -> tuple[str, ...]:
    """Return the ids of the eight categories, in the order of the vocabulary."""
    return tuple(_vocabulary()["categories"])


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics, in the order of the vocabulary."""
    entries = _vocabulary()["topics"]
    return tuple(
        Topic(
            name,
            tuple(entry["words"]),
            tuple(entry.get("news", ())),
            tuple(entry.get("fallback", ())),
        )
        for name, entry in entries.items()
    )


def goods() -> tuple[str, ...]:
    """Return the ids of the topics that are goods, in the order in which they are offered."""
    return tuple(_vocabulary()["goods"])


def offices() -> tuple[str, ...]:
    """Return the names of offices that hold words of a topic."""
    return tuple(_vocabulary()["offices"])


def name_of(group: str, key: str, language: Language) -> str:
    """Return the name of a member of a group: `categories`, `topics`, `severities` and so on.

    Fall back to English, and then to the key.
    """
    entry = entries(group).get(key, {})
    return entry.get(language) or entry.get(Language.EN, key)


def entries(group: str) -> dict[str, dict[str, str]]:
    """Return the members of a group, each with its names by language."""
    found: dict[str, dict[str, str]] = _vocabulary()[group]
    return found


def _vocabulary() -> Any:
    return load("monitor", "vocabulary.yaml")
