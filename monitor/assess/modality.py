"""Tell what a text does to whoever reads it: forbid, demand or permit; and whether it lists goods.

The words stand in modality.yaml.
"""

from enum import StrEnum
from functools import cache, lru_cache

from monitor.assess.lexicon import Lexicon, prepare
from monitor.data import load
from monitor.tokens import TokenKind, content

# Tokens that state what a rule asks for, beside its verb.
_TERMS = frozenset({TokenKind.AMOUNT, TokenKind.PERCENT, TokenKind.PERIOD})


class Modality(StrEnum):
    """What a sentence, heading or list does, in the order in which it is recognised."""

    FORBID = "forbid"
    DEMAND = "demand"
    PERMIT = "permit"


@lru_cache(maxsize=4_000)
def modality(text: str) -> Modality | None:
    """Return what the text does, or None when it only states or names something."""
    hay = prepare(text)
    return next((kind for kind, words in _lexicons() if words.occurs(hay)), None)


def governing(path: tuple[str, ...]) -> Modality | None:
    """Return what the nearest heading or lead that does anything does to the text below it."""
    return next((kind for name in reversed(path) if (kind := modality(name))), None)


def lists_goods(path: tuple[str, ...]) -> bool:
    """Return whether a heading or lead says that goods stand below it: `You may not sell:`."""
    return any(_goods().occurs(prepare(name)) for name in path)


def reads_as_rule(text: str) -> bool:
    """Return whether a text forbids, demands or permits, or states an amount, share or period."""
    return modality(text) is not None or any(token.kind in _TERMS for token in content(text))


@cache
def _lexicons() -> tuple[tuple[Modality, Lexicon], ...]:
    entries = load("monitor.assess", "modality.yaml")
    return tuple((kind, Lexicon(entries[kind])) for kind in Modality)


@cache
def _goods() -> Lexicon:
    return Lexicon(load("monitor.assess", "modality.yaml")["goods"])
