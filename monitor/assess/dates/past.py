"""Recognise dates of what is past: a rule no longer in force, a statistic."""

import re

from monitor.assess.dates.mentions import Mention
from monitor.assess.dates.words import after, anywhere, before

_RELATIVE = re.compile(
    r"^,\s?(?:which|that|who|die|der|das|qui|que|che|la quale|il quale|in force)\b"
)
_COUNTED = re.compile(
    r"^\W*(?:there|we (?:have|had)|more than|over|about|some|a total|only|(?:[a-z]+\s){0,3}\d[\d,.]*\s(?!percent|per cent|%|usd|eur)[a-z])"
)
_CLAUSE_END = re.compile(r"[,:]")
_SUBJECT = re.compile(r"\w")


def is_of_another_rule(mention: Mention) -> bool:
    """Return whether the date belongs to a rule that this one replaces, or that is repealed."""
    return _is_old_cjk(mention) or _is_after_old(mention) or _ends_after(mention)


def is_statistic(mention: Mention) -> bool:
    """Return whether `as of` opens a count or a state, not a duty."""
    said = f"{mention.lead} {mention.rest}"
    if _COUNTED.search(mention.tail) or looks_back(mention):
        return True
    return not anywhere("duty", "force").search(said)


def looks_back(mention: Mention) -> bool:
    """Return whether the sentence tells the past and states no duty."""
    said = mention.sentence
    is_past = anywhere("past", "past_cjk").search(said)
    return bool(is_past) and not anywhere("modal", "modal_cjk").search(said)


def _is_after_old(mention: Mention) -> bool:
    clause = mention.before
    found = _last(anywhere("old"), clause)
    if found is None:
        return False
    between = clause[found.end() :]
    if anywhere("this_again", "modal").search(between):
        return False
    comma = between.find(",")
    if comma < 0 or _RELATIVE.search(between[comma:]):
        return True
    # `replaces the old fee, effective X`: whose date it is, the text does not say.
    after_comma = between[comma:].lstrip(" ,")
    force = before("force", "links").match(after_comma)
    return bool(force) and not anywhere("adverb").match(after_comma)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda found: found.start(), default=None)


def _is_old_cjk(mention: Mention) -> bool:
    clause = re.split(r"[,;。:]", mention.lead)[-1]
    if anywhere("old_cjk").search(clause):
        return True
    return bool(anywhere("ended_after_cjk").search(mention.tail))


def _ends_after(mention: Mention) -> bool:
    """Return whether a verb that repeals follows a noun and its date: `the rules of X are repealed`."""
    if after("adjective_after").search(mention.tail):
        return True
    clause = _CLAUSE_END.split(mention.rest[:80])[0]
    ended = anywhere("ended_after").search(clause)
    force = before("force", "start", "links").search(mention.lead)
    if not ended or not force:
        return False
    subject = mention.lead[: force.start()]
    return bool(_SUBJECT.search(subject)) and not anywhere("be").search(subject[-12:])
