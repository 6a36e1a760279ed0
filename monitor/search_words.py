"""Expands the words of a search by what they are called in other languages and by the topics.

`电池` finds `battery` and the other way round: by the glossary, and by the words of the topics.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from monitor.data import load
from monitor.glossary import translations
from monitor.language import languages
from monitor.search import Phrase, phrases
from monitor.text import fold

# A topic's words are phrases (monitor/phrases.py); only those without signs are words to search for.
_SIGNS = frozenset("*|~@")
_MOST = 24
# A shorter Latin word, such as TRO or VAT, is no beginning of others.
_LEAST_BEGINNING = 5


def alternatives(word: str) -> tuple[str, ...]:
    """Return the word and what else to search for in its place, itself first."""
    key = fold(word).casefold()
    found = [word, *translations(word), *_by_topic().get(key, ()), *_names_by_word().get(key, ())]
    spelt = (form for one in dict.fromkeys(found) for form in _forms(one, is_typed=one == word))
    return tuple(dict.fromkeys(spelt))[:_MOST]


def beginnings(word: str) -> tuple[str, ...]:
    """Return the word and those of its alternatives that are long enough to be found anywhere."""
    typed, *others = alternatives(word)
    return (typed, *(one for one in others if not one.isascii() or len(one) >= _LEAST_BEGINNING))


def choices(word: str) -> list[Phrase]:
    """Return the phrases of which a text must contain one to match a word.

    The typed word matches as a beginning; of the others only a long one does.
    """
    typed, *others = alternatives(word)
    found = (_closed(phrase) for phrase in phrases(others))
    return [*phrases([typed]), *found]


def _closed(phrase: Phrase) -> Phrase:
    is_short = len(phrase.terms[-1]) < _LEAST_BEGINNING
    return replace(phrase, opens=phrase.opens and not is_short)


def _forms(word: str, *, is_typed: bool) -> tuple[str, ...]:
    """Return an English noun in `-y` in its plural, too: nothing that begins with it is that."""
    has_plural = not is_typed and word.isascii() and word.endswith("y")
    return (word, f"{word[:-1]}ies") if has_plural else (word,)


@cache
def _by_topic() -> dict[str, tuple[str, ...]]:
    """Return the words of each topic under its id and its names."""
    return {
        fold(name).casefold(): _words(entry)
        for topic, entry in _topics().items()
        for name in (topic, *_names(entry))
    }


@cache
def _names_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in _topics().values():
        for word in _words(entry):
            key = fold(word).casefold()
            found[key] = (*found.get(key, ()), *_names(entry))
    return found


def _words(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(word for word in map(str, entry["words"]) if not _SIGNS.intersection(word))


def _names(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(entry[language] for language in languages() if language in entry)


def _topics() -> dict[str, dict[str, Any]]:
    topics: dict[str, dict[str, Any]] = load("monitor", "vocabulary.yaml")["topics"]
    return topics
