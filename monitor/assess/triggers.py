"""Find the words of an edit that made it matter: changed values, and the words of rules that fired."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.assess.facts import Fact, facts
from monitor.assess.rules import fired
from monitor.dates import dates_in
from monitor.model import Edit, Op, Reason, Severity
from monitor.text import CJK, fold

# Facts whose two values stand in the text as they are.
_PAIRS = frozenset({"answer", "date", "amount", "percent", "period", "code", "number", "address"})
_NONE: frozenset[date] = frozenset()
_IS_CJK = re.compile(f"[{CJK}]")
# Facts that only say that a text came, went or reads otherwise.
_PLAIN = frozenset({"clause-added", "clause-removed", "wording", "moved", "reordered"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A stretch of a text, text[start:end], that made an edit matter, and by which rule or fact."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """Why an edit matters: what it changes, the rules that fired, and where their words stand."""

    facts: tuple[Fact, ...] = ()
    rules: tuple[Reason, ...] = ()
    before: tuple[Trigger, ...] = ()
    after: tuple[Trigger, ...] = ()


def triggers(edit: Edit, urgent: frozenset[date] = _NONE) -> Triggers:
    """Return what makes an edit matter; nothing for one that is proved to say nothing new.

    `urgent`: days that are marked where the new text states them.
    """
    if edit.proof:
        return Triggers()
    found = facts(edit)
    told = tuple(fact for fact in found if fact.kind not in _PLAIN)
    rules = _rules(edit)
    return Triggers(
        facts=told,
        rules=rules,
        before=tuple(_stretches(edit.before, _words(told, rules, old=True))),
        after=tuple(
            _stretches(edit.after, _days(edit.after, urgent) | _words(told, rules, old=False))
        ),
    )


def _days(text: str, urgent: frozenset[date]) -> dict[str, str]:
    """Return the days as the text writes them."""
    if not urgent:
        return {}
    folded = _key(text)
    found = (one for one in dates_in(folded) if one.day in urgent)
    return {folded[one.start : one.end].strip(): "date" for one in found}


def _rules(edit: Edit) -> tuple[Reason, ...]:
    if edit.op is Op.MOVED:
        return ()
    return tuple(reason for reason in fired((edit,)) if reason.severity > Severity.MINOR)


def _words(found: Iterable[Fact], rules: Iterable[Reason], *, old: bool) -> dict[str, str]:
    """Return the words to look for on one side, each with what it triggers; values come first."""
    words: dict[str, str] = {}
    for fact in found:
        value = fact.before if old else fact.after
        if fact.kind in _PAIRS and value:
            words.setdefault(_key(value), fact.kind)
    for reason in rules:
        for word in reason.words:
            words.setdefault(_key(word), reason.rule)
    return words


def _stretches(text: str, words: Mapping[str, str]) -> Iterator[Trigger]:
    if not text or not words:
        return
    for found in _pattern(words).finditer(text):
        yield Trigger(found.start(), found.end(), words[_key(found[0])])


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words, the longest first: Latin ones as whole words, Chinese ones anywhere."""
    longest = sorted(words, key=lambda word: -len(word))
    return re.compile("|".join(map(_expression, longest)), re.IGNORECASE)


def _expression(word: str) -> str:
    spelt = r"\s+".join(map(re.escape, word.split()))
    if _IS_CJK.search(word):
        return spelt
    start = r"(?<![^\W_])" if word[:1].isalnum() else ""
    end = r"(?![^\W_])" if word[-1:].isalnum() else ""
    return start + spelt + end


def _key(word: str) -> str:
    return fold(word).casefold()
