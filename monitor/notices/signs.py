"""The signs by which a notice is judged: who, what, at which stage, which goods (*.yaml)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language
from monitor.notices.phrases import Phrases, Sentence

ACTORS, ACTS, STAGES, GOODS, GENRES = "actors", "acts", "stages", "goods", "genres"
_FILES = (ACTORS, ACTS, STAGES, GOODS, GENRES)
_PREFIX = "notice-"


@dataclass(frozen=True, slots=True)
class Sign:
    """A closed class of words. Its flags: see the head of its file."""

    name: str
    group: str
    titles: dict[str, str]
    phrases: Phrases
    urgent: bool = False
    alone: bool = False
    firm: bool = False
    weak: bool = False
    foreign: bool = False
    title_only: bool = False
    # The acts beside which a stage does not count.
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


@cache
def signs() -> tuple[Sign, ...]:
    """Return all signs, in the order of the files."""
    return tuple(
        _sign(group, name, entry)
        for group in _FILES
        for name, entry in load("monitor.notices", f"{group}.yaml").items()
    )


def found_in(text: str) -> tuple[Found, ...]:
    """Return the signs that a sentence shows."""
    sentence = Sentence.of(text)
    return tuple(
        Found(sign, words) for sign in signs() if (words := sign.phrases.found(sentence))
    )


def title(rule_id: str, language: Language) -> str:
    """Return the title of a notice's rule in a language; the id itself if there is none."""
    titles = next((sign.titles for sign in signs() if sign.id == rule_id), {})
    return titles.get(language, rule_id)


def _sign(group: str, name: str, entry: dict[str, Any]) -> Sign:
    return Sign(
        name=name,
        group=group,
        titles=entry["title"],
        phrases=Phrases(_words(entry["words"])),
        urgent=entry.get("urgent", False),
        alone=entry.get("alone", False),
        firm=entry.get("firm", False),
        weak=entry.get("weak", False),
        foreign=entry.get("foreign", False),
        yields_to=frozenset(entry.get("yields_to", ())),
        title_only=entry.get("scope") == "title" or group == GENRES,
    )


def _words(words: dict[str, list[str]] | list[str]) -> list[str]:
    return [word for group in words.values() for word in group] if isinstance(words, dict) else words
