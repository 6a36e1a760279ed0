"""The terms of glossary.yaml: what one thing is called in six languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from monitor.data import load
from monitor.text import fold

_NOTE = re.compile("（[^）]*）$")
_NO_NAME = "/"
LANGUAGES = ("en", "zh", "de", "fr", "es", "it")


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `names`: by language, what it is called, the usual name first; some have none."""

    names: dict[str, tuple[str, ...]]

    def in_language(self, language: str) -> str:
        """Return its usual name in a language, with a note in brackets if it has one; or ''."""
        return next(iter(self.names.get(language, ())), "")

    def spoken(self, language: str) -> tuple[str, ...]:
        """Return its names in a language as they stand in a text: without the notes in brackets."""
        return tuple(_NOTE.sub("", name) for name in self.names.get(language, ()))


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms, in the order of the file."""
    groups: dict[str, list[list[str]]] = load("monitor.glossary", "glossary.yaml")
    return tuple(_term(entry) for group in groups.values() for entry in group)


def translations(words: str) -> tuple[str, ...]:
    """Return what a term is called in the other languages; none for what is no term.

    In any language, exactly as the glossary writes it, in any case: `battery` and 电池 find each other.
    """
    return tuple(dict.fromkeys(_named().get(fold(words).casefold(), ())))


@cache
def _named() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for term in terms():
        for language, name in _all_names(term):
            others = tuple(other for spoken, other in _all_names(term) if spoken != language)
            key = fold(name).casefold()
            found[key] = (*found.get(key, ()), *others)
    return found


def _all_names(term: Term) -> Iterator[tuple[str, str]]:
    return ((language, name) for language in term.names for name in term.spoken(language))


def _term(entry: list[str]) -> Term:
    """Read the six names of a line; `|` stands between several of one language, `/` for none."""
    split = (
        () if names == _NO_NAME else tuple(map(str.strip, names.split("|"))) for names in entry
    )
    return Term(
        {language: names for language, names in zip(LANGUAGES, split, strict=True) if names}
    )
