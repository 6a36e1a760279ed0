"""Reads what a person asks in plain words: closed lists of words, and the rest, which names something."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from monitor.clock_words import clocks_in
from monitor.data import load
from monitor.target_names import is_cjk, name_key, simplified
from monitor.text import CJK, clean

_BETWEEN_PARTS = re.compile(r"[,，。.!！?？;；、~～\n]+")
_EDGES = ",，。.!！?？;；、~～ "
_LONGEST = 400
# Chinese needs no spaces, so that a Latin word may stand between Chinese characters.
_LATIN = rf"[^\W{CJK}]"
_NOT_YET = re.compile(r"(?<!了)未[?？]?$")
_CLOCK = "@clock"
_COURTESY = r"^(?:please |pls |can you |could you |i want to )*"


class IntentKind(StrEnum):
    """What a person wants; `name`: what somebody sends who only names a thing."""

    GUIDE = "guide"
    GREETING = "greeting"
    STOP = "stop"
    SUBSCRIPTIONS = "subscriptions"
    SUBSCRIBE = "subscribe"
    SETTINGS = "settings"
    STATUS = "status"
    QUIET = "quiet"
    SEVERITY = "severity"
    LANGUAGE = "language"
    DIGEST = "digest"
    EMAIL = "email"
    RELAY = "relay"
    COST = "cost"
    PRIVACY = "privacy"
    DATES = "dates"
    TROUBLE = "trouble"
    OWN_NAMES = "own-names"
    UNFOLLOW = "unfollow"
    LATEST = "latest"
    SEARCH = "search"
    FOLLOW = "follow"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person wants, and the words that say of what; '' for all.

    `typed`: the whole text. `rest`: the text without its verbs. `span`: the time that a question is about, a key of `spans`.
    `checklist`: the id of the checklist for what happened.
    """

    kind: IntentKind
    words: str = ""
    typed: str = ""
    rest: str = ""
    span: str = ""
    checklist: str = ""

    @property
    def quoted(self) -> str:
        """Return what to quote: the words as they were typed if they stand together, else all."""
        at = simplified(self.typed).find(self.words)
        is_aligned = len(simplified(self.typed)) == len(self.typed)
        if at < 0 or not self.words or not is_aligned:
            return self.typed
        return self.typed[at : at + len(self.words)]

    @property
    def sought(self) -> str:
        """Return what to search for: the words; '' if taking others out left single characters."""
        is_cut = self.words not in simplified(self.typed)
        has_rests = any(len(word) == 1 and is_cjk(word) for word in self.words.split())
        return "" if is_cut and has_rests else self.words


def intent_of(text: str) -> Intent:
    """Return what a text asks for, by the lists of intents.yaml."""
    typed = clean(text[:_LONGEST])
    plain = _mandarin(simplified(typed))
    if (kind := _whole_kind(plain)) is not None:
        return Intent(kind, typed=typed)
    if (kind := _asked(plain)) is not None:
        words = _named(plain)
        return Intent(kind, words, typed, plain, checklist=_checklist(plain))
    clear = re.sub(_kept(), " ", plain)
    kind = next((kind for kind, verbs in _verbs() if verbs.search(clear)), IntentKind.NAME)
    verbs = dict(_verbs()).get(kind)
    rest = _tidy(_without(verbs, plain) if verbs else plain)
    words = _named(rest, has_verb=verbs is not None)
    return Intent(kind, words, typed, rest, _span(plain) if kind is IntentKind.LATEST else "")


def _mandarin(plain: str) -> str:
    """Return a text with the words of spoken Cantonese in Mandarin."""
    spoken = {**_intents()["cantonese"], **dict.fromkeys(_intents()["particles"], "")}
    said = _any(spoken).sub(lambda found: str(spoken[found[0]]), plain)
    return _NOT_YET.sub("了没", said) if is_cjk(said) else said


def _whole_kind(plain: str) -> IntentKind | None:
    """Return what a text or its only part that is no greeting asks for; None for anything else."""
    parts = [part for part in _BETWEEN_PARTS.split(plain) if part.strip()]
    kinds = [_whole().get(name_key(part)) for part in parts]
    asked = [kind for kind in kinds if kind and kind is not IntentKind.GREETING]
    if asked and len(kinds) - kinds.count(IntentKind.GREETING) == 1:
        return asked[0]
    is_greeting = bool(kinds) and all(kind is IntentKind.GREETING for kind in kinds)
    return IntentKind.GREETING if is_greeting else None


def _asked(plain: str) -> IntentKind | None:
    """Return the first kind of `asks` of which a rule holds."""
    for kind, rules in _intents()["asks"].items():
        held = bool(_checklist(plain)) if kind == IntentKind.TROUBLE else _holds(rules, plain)
        if held:
            return IntentKind(kind)
    return None


def _checklist(plain: str) -> str:
    """Return the checklist for what happened to a person; '' for none."""
    troubles = _intents()["troubles"].items()
    return next((str(name) for name, rules in troubles if _holds(rules, plain)), "")


def _holds(rules: Iterable[str], plain: str) -> bool:
    return any(all(_has(group, plain) for group in rule.split()) for rule in rules)


def _has(group: str, plain: str) -> bool:
    if _CLOCK in _intents()["groups"][group]:
        return bool(clocks_in(plain))
    return _group(group).search(plain) is not None


def _span(plain: str) -> str:
    spans = _intents()["spans"].items()
    return next((str(name) for name, words in spans if _any(words).search(plain)), "")


def _named(rest: str, *, has_verb: bool = False) -> str:
    """Return a text without fillers; with some, if nothing else is left and no verb was there."""
    fewer = _tidy(_without(_fillers("fillers", "time"), rest))
    fewest = _tidy(_without(_fillers("fillers", "time", "nouns"), rest))
    return fewest or fewer or ("" if has_verb else _tidy(rest))


def _without(words: re.Pattern[str], plain: str) -> str:
    """Return the text without the words, but with those that hold one and mean something else."""
    either = re.compile(f"({_kept()})|(?:{words.pattern})")
    return either.sub(lambda found: found[1] or " ", plain)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES)


@cache
def _whole() -> dict[str, IntentKind]:
    return {
        name_key(str(word)): IntentKind(kind)
        for kind, words in _intents()["whole"].items()
        for word in words
    }


@cache
def _verbs() -> tuple[tuple[IntentKind, re.Pattern[str]], ...]:
    opening = _intents()["opening"]
    return tuple(
        (IntentKind(kind), _verb(words, opening.get(kind, ())))
        for kind, words in _intents()["verbs"].items()
    )


def _verb(words: list[str], opening: Iterable[str]) -> re.Pattern[str]:
    """Match the verbs anywhere outside kept words, and the opening ones before other words."""
    forms = [f"(?:{_any(words).pattern})"]
    forms += [rf"{_COURTESY}{re.escape(word)}(?= \w)(?! (?:strap|band|case))" for word in opening]
    return re.compile("|".join(forms))


@cache
def _group(name: str) -> re.Pattern[str]:
    return _any(_intents()["groups"][name])


@cache
def _fillers(*names: str) -> re.Pattern[str]:
    return _any([word for name in names for word in _intents()[name]])


@cache
def _kept() -> str:
    return _any(_intents()["kept"]).pattern


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words, the longest first; Latin ones as whole words."""
    longest_first = sorted(map(str, words), key=len, reverse=True)
    forms = (
        re.escape(w) if is_cjk(w) else rf"(?<!{_LATIN}){re.escape(w)}(?!{_LATIN})"
        for w in longest_first
    )
    return re.compile("|".join(forms))


def _intents() -> Any:
    return load("monitor", "intents.yaml")
