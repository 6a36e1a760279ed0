"""Reads what a person asks in plain words: closed lists of verbs, and the rest, which names something."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from monitor.data import load
from monitor.target_names import is_cjk, name_key, simplified

_BETWEEN_PARTS = re.compile(r"[,，。.!！?？;；、~～\n]+")
_LONGEST = 400


class IntentKind(StrEnum):
    """What a person wants; `name`: what somebody sends who only names a thing."""

    GUIDE = "guide"
    GREETING = "greeting"
    STOP = "stop"
    SUBSCRIPTIONS = "subscriptions"
    SUBSCRIBE = "subscribe"
    SETTINGS = "settings"
    STATUS = "status"
    UNFOLLOW = "unfollow"
    LATEST = "latest"
    SEARCH = "search"
    FOLLOW = "follow"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person wants, and the words that say of what; '' for all."""

    kind: IntentKind
    words: str = ""


def intent_of(text: str) -> Intent:
    """Return what a text asks for, by the lists of intents.yaml."""
    plain = simplified(text[:_LONGEST])
    parts = [part for part in _BETWEEN_PARTS.split(plain) if part.strip()]
    kinds = [_whole().get(name_key(part)) for part in parts]
    asked = [kind for kind in kinds if kind and kind is not IntentKind.GREETING]
    if asked and len(kinds) - kinds.count(IntentKind.GREETING) == 1:
        return Intent(asked[0])
    if kinds and all(kind is IntentKind.GREETING for kind in kinds):
        return Intent(IntentKind.GREETING)
    kind = next((kind for kind, verbs in _verbs() if verbs.search(plain)), IntentKind.NAME)
    return Intent(kind, _named(plain, dict(_verbs()).get(kind)))


def _named(plain: str, verbs: re.Pattern[str] | None) -> str:
    """Return the text without its verbs and fillers; with them, if nothing else is left."""
    rest = _tidy(verbs.sub(" ", plain) if verbs else plain)
    return _tidy(_fillers().sub(" ", rest)) or rest


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(",，。.!！?？;；、~～ ")


@cache
def _whole() -> dict[str, IntentKind]:
    return {
        name_key(str(word)): IntentKind(kind)
        for kind, words in _intents()["whole"].items()
        for word in words
    }


@cache
def _verbs() -> tuple[tuple[IntentKind, re.Pattern[str]], ...]:
    return tuple((IntentKind(kind), _any(words)) for kind, words in _intents()["verbs"].items())


@cache
def _fillers() -> re.Pattern[str]:
    return _any(_intents()["fillers"])


def _any(words: list[str]) -> re.Pattern[str]:
    """Match any of the words, the longest first; Latin ones as whole words."""
    longest_first = sorted(map(str, words), key=len, reverse=True)
    forms = (re.escape(w) if is_cjk(w) else rf"(?<!\w){re.escape(w)}(?!\w)" for w in longest_first)
    return re.compile("|".join(forms))


def _intents() -> Any:
    return load("monitor", "intents.yaml")
