"""Puts what an edit changes into a line: `appeal period: 30 → 14 days`. Plain text, never escaped."""

import re

from monitor.assess.facts import WEIGHTS
from monitor.language import Language, message, texts
from monitor.model import Assessment, Reason
from monitor.text import CJK

# The first rules whose reasons begin with facts; before, the same ids named rules.
_FACTS_SINCE = 3
_PARTS = 3
# Facts whose two values say it all. What a negation changes is told by its sentence alone.
_PAIRS = frozenset({"answer", "date", "amount", "percent", "period", "code", "number", "address"})
# A number and its unit: no part of a date, a time or a code, and no word of the number itself.
_QUANTITY = re.compile(
    r"(\d[\d.,]{0,20})(?!\s{0,3}(?:[万亿千百萬億]|thousand|million|billion))"
    r"(\s{0,3}[^\d\s.,:/-][^\d]{0,60})",
    re.IGNORECASE,
)


def facts_of(assessment: Assessment) -> tuple[Reason, ...]:
    """Return the facts among the reasons, the strongest first.

    They come before the rules that fired; some of those share an id with a stronger fact.
    """
    if assessment.rules < _FACTS_SINCE:
        return ()
    found: list[Reason] = []
    for reason in assessment.reasons:
        is_fact = reason.rule in WEIGHTS and len(reason.words) == _PARTS
        if not is_fact or (found and WEIGHTS[reason.rule] > WEIGHTS[found[-1].rule]):
            break
        found.append(reason)
    return tuple(found)


def fact_line(fact: Reason, language: Language) -> str:
    """Return a fact in words; '' if its text says more than the fact."""
    subject, before, after = fact.words
    if fact.rule in _PAIRS and before and after:
        pair = _pair(before, after)
        return (
            message("news", language, "fact_pair", subject=subject, pair=pair) if subject else pair
        )
    is_whole = subject and (fact.rule != "moved" or (before and after and before != after))
    key = f"fact_{fact.rule}"
    if not is_whole or key not in texts("news", language):
        return ""
    return message("news", language, key, subject=subject, before=before, after=after)


def _pair(before: str, after: str) -> str:
    """Join two values; a unit that both share is written once."""
    old, new = _QUANTITY.fullmatch(before), _QUANTITY.fullmatch(after)
    if not old or not new or old[2] != new[2]:
        return f"{before} \u2192 {after}"
    space = " " if re.match(f"[{CJK}]", new[2]) else ""
    return f"{old[1]} \u2192 {new[1]}{space}{new[2]}"
