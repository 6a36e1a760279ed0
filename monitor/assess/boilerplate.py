"""Recognise edits of boilerplate, spelling and language by their words (boilerplate.yaml)."""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.distance import Levenshtein

from monitor.data import load
from monitor.diff.words import tokens

_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)")
_MONEY = re.compile(r"(?:\busd\s?|\bus\$|\$)\s?(?=\d)")
# U.S. and US, e.g. and eg, pre-empted and preempted count as one word each.
_ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,4}(?![a-z])")
_COMPOUND = re.compile(r"(?<=[a-z]{2})-(?=[a-z]{2})")
_WORD = re.compile(r"\w")
_TYPO_CHARS = 7
_WIDGET_CHARS = 220
_LANGUAGE_CHARS = 120
# Small words that occur in only one language of the catalogue.
_TELLTALES = {
    "en": {"the", "this", "to", "of", "and", "in", "applies", "with"},
    "fr": {"le", "la", "les", "cet", "cette", "des", "du", "et", "s'applique", "vente", "pour"},
    "de": {"der", "die", "das", "dieser", "und", "für", "den", "gilt", "mit"},
    "es": {"el", "los", "las", "este", "esta", "para", "y", "se", "aplica", "con"},
    "it": {"il", "gli", "questo", "questa", "per", "si", "applica", "alla", "di"},
}


def is_widget(text: str) -> bool:
    """Return whether a line is a feedback form, a help link or the like."""
    return len(text) <= _WIDGET_CHARS and any(words in text for words in _boilerplate()["widgets"])


def only_interface(before: str, after: str) -> bool:
    """Return whether all words that changed are those of buttons and links."""
    changed = _changed(words_of(before), words_of(after))
    shorter, longer = sorted((before, after), key=len)
    if shorter and longer.startswith(shorter) and is_widget(longer.removeprefix(shorter)):
        return True
    return bool(changed) and set(changed) <= _words("interface")


def only_small(before: str, after: str) -> bool:
    """Return whether the texts differ only in spelling, order and small words."""
    old, new = Counter(_spelt(before)), Counter(_spelt(after))
    removed, added = (_significant(words) for words in (old - new, new - old))
    return len(removed) == len(added) and all(map(_is_typo, removed, added))


def _significant(words: Counter[str]) -> list[str]:
    return sorted(word for word in words.elements() if word not in _words("small"))


def _is_typo(one: str, other: str) -> bool:
    """Return whether two long words differ in one letter; short ones may be different words."""
    if min(len(one), len(other)) < _TYPO_CHARS or one[0] != other[0]:
        return False
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1


def other_language(before: str, after: str) -> bool:
    """Return whether a short line changed its language, which leaves the rule below it as it was."""
    if max(len(before), len(after)) > _LANGUAGE_CHARS:
        return False
    old, new = _language(before), _language(after)
    return bool(old and new) and old != new


def words_of(text: str) -> list[str]:
    """Return the text's words and numbers, without signs and spaces."""
    return [word for token in tokens(text) if _WORD.search(word := token.strip())]


def _changed(before: list[str], after: list[str]) -> Counter[str]:
    old, new = Counter(before), Counter(after)
    return (old - new) + (new - old)


def _spelt(text: str) -> list[str]:
    levelled = _MONEY.sub("$", text.replace("may not", "cannot").replace("§", "section "))
    levelled = _COMPOUND.sub(
        "", _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), levelled)
    )
    return [_spelling(word) for word in words_of(levelled)]


@lru_cache(maxsize=50_000)
def _spelling(word: str) -> str:
    spellings: dict[str, str] = _boilerplate()["spellings"]
    return _ISE.sub("iz", spellings.get(word, word))


def _language(text: str) -> str:
    words = set(text.replace("\u2019", "'").split())
    scores = {name: len(words & telltales) for name, telltales in _TELLTALES.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 1 else ""


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(_boilerplate()[group])


def _boilerplate() -> Any:
    return load("monitor.assess", "boilerplate.yaml")
