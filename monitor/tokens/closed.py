"""The closed classes of words (closed.yaml), folded."""

import re
from collections.abc import Iterable, KeysView, Mapping, Sequence
from functools import cache
from typing import Any

from monitor.data import load
from monitor.text import CJK, fold
from monitor.tokens.token import Lexeme, TokenKind

_PART = re.compile(rf"[{CJK}]|(?:(?![{CJK}])\S)+")


class Phrases:
    """Phrases of one or more words, each with its meaning, to look up among lexemes."""

    def __init__(self, meanings: Iterable[tuple[str, str]]) -> None:
        self._by_head: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, meaning in meanings:
            head, *rest = _PART.findall(folded_word(phrase))
            self._by_head.setdefault(head, []).append((tuple(rest), meaning))
        for tails in self._by_head.values():
            tails.sort(key=lambda tail: -len(tail[0]))

    @property
    def heads(self) -> KeysView[str]:
        """The words that begin a phrase."""
        return self._by_head.keys()

    def longest(self, found: Sequence[Lexeme], at: int) -> tuple[str, int] | None:
        """Return the meaning of the longest phrase that begins at a lexeme, and where it ends."""
        if at >= len(found):
            return None
        for rest, meaning in self._by_head.get(found[at].value, ()):
            end = _end(found, at + 1, rest)
            if end:
                return meaning, end
        return None


def _end(found: Sequence[Lexeme], at: int, rest: tuple[str, ...]) -> int:
    """Return where a phrase ends, whose words may be joined by hyphens; 0: it does not stand here."""
    for word in rest:
        if is_hyphen(found, at):
            at += 1
        if at >= len(found) or found[at].value != word:
            return 0
        at += 1
    return at


def is_hyphen(found: Sequence[Lexeme], at: int) -> bool:
    """Return whether a lexeme is a hyphen between two others, without spaces."""
    if not 0 < at < len(found) - 1 or found[at].value != "-":
        return False
    return found[at - 1].end == found[at].start and found[at].end == found[at + 1].start


def folded_word(word: str) -> str:
    """Return a word as it stands in a folded text."""
    return fold(word).casefold()


def closed(name: str) -> Any:
    """Return a class as it is written."""
    return load("monitor.tokens", "closed.yaml")[name]


@cache
def phrases(name: str) -> Phrases:
    """Return a class of phrases: a list means its name, a mapping its keys."""
    written = closed(name)
    groups = written if isinstance(written, Mapping) else {name: written}
    return Phrases((word, str(key)) for key, words in groups.items() for word in words)


@cache
def periods(language: str = "") -> Phrases:
    """Return the units of time of a language, or of all."""
    return Phrases(
        (word, unit)
        for name, units in closed("periods").items()
        if language in {"", name}
        for unit, words in units.items()
        for word in words
    )


@cache
def words_of(name: str) -> Mapping[str, str]:
    """Return a class of single words, each with its key."""
    written = closed(name)
    groups = written if isinstance(written, Mapping) else {name: written}
    return {folded_word(word): str(key) for key, words in groups.items() for word in words}


@cache
def numbered_units() -> frozenset[str]:
    """Return the words that are glued to numbers: 30days, 5kg, usd5."""
    units = {
        word for units in closed("periods").values() for words in units.values() for word in words
    }
    money = words_of("currencies")
    return frozenset(map(folded_word, {*units, *money, *words_of("scales"), *closed("measures")}))


@cache
def standards() -> str:
    """Return a pattern of the bodies that number standards."""
    names = sorted(map(folded_word, closed("standards")), key=len, reverse=True)
    return "|".join(map(re.escape, names))


@cache
def currencies() -> str:
    """Return a pattern of the names and signs of currencies."""
    names = sorted(words_of("currencies"), key=len, reverse=True)
    return "|".join(map(re.escape, names))


def is_word(found: Lexeme) -> bool:
    """Return whether a lexeme is a word or a Chinese character."""
    return found.kind in {TokenKind.WORD, TokenKind.CJK}
