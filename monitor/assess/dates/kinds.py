"""Say what the dates of a sentence mean, by the words around them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from monitor.assess.dates.mentions import Mention
from monitor.assess.dates.past import is_of_another_rule, is_statistic, looks_back
from monitor.assess.dates.periods import period_end
from monitor.assess.dates.words import after, anywhere, before, verb_and_gap
from monitor.model import DateKind, StatedDate

# A clause that placed goods before a day sets no deadline; one with a duty does.
_DONE_BEFORE = re.compile(
    r"\w+ed(?:\s(?:on|to|in)\s[\w\s]{1,20})?\s(?:before|by|until|prior to)\W*$"
)

_CLAUSE_END = re.compile(r"[:;()]|\b(?:which|that)\b|,\s(?:die|der|das|qui|que|che)\b")


def kinds(mentions: tuple[Mention, ...]) -> Iterator[StatedDate]:
    """Return the dates of one sentence whose meaning it states, in order."""
    ranged = _ranged(mentions)
    for place, mention in enumerate(mentions):
        end = period_end(mention)
        if end:
            yield StatedDate(DateKind.DEADLINE, end)
            continue
        kind = ranged[place] if place in ranged else _kind(mention)
        if kind is not None:
            yield StatedDate(kind, mention.dated.day)


def _ranged(mentions: tuple[Mention, ...]) -> dict[int, DateKind | None]:
    """Return the kinds of the dates that stand as `from X to Y`, by their places."""
    found: dict[int, DateKind | None] = {}
    for place, (first, last) in enumerate(pairwise(mentions)):
        if not before_whole("closes", first.tail):
            continue
        if before("moved_from").search(first.lead):
            found |= {place: None, place + 1: DateKind.EFFECTIVE}
        elif before("start", "start_cjk", "force", "opens", "links").search(first.lead):
            is_past = is_of_another_rule(first) or looks_back(first) or looks_back(last)
            is_past = is_past or bool(before("records_from").search(first.lead))
            kinds_of_range = (None, None) if is_past else (DateKind.EFFECTIVE, DateKind.DEADLINE)
            found |= dict(enumerate(kinds_of_range, place))
    return found


def before_whole(name: str, text: str) -> bool:
    """Return whether a text holds a role's words and else only days, hours and links."""
    found = before(name).search(text)
    return bool(found) and not text[: found.start()].strip(" ,(") if found else False


def _kind(mention: Mention) -> DateKind | None:
    kind = _by_lead(mention) or _by_tail(mention)
    return None if mention.dated.is_month and kind is not DateKind.EFFECTIVE else kind


def _by_lead(mention: Mention) -> DateKind | None:
    lead = mention.lead
    if before("moved_from").search(lead):
        return None
    if before("postponed").search(lead):
        return DateKind.EFFECTIVE
    if before("deadline", "deadline_cjk").search(lead):
        return _limit(mention)
    if before("stamp", "stamp_cjk").search(lead):
        return DateKind.REVISED
    return DateKind.EFFECTIVE if _is_start(mention) else None


def _limit(mention: Mention) -> DateKind | None:
    """Return the kind of a date after `until` or `by`."""
    if is_of_another_rule(mention) or _is_count_up_to(mention):
        return None
    has_force = anywhere("force").search(mention.lead)
    if has_force and anywhere("not_until").search(mention.lead):
        return DateKind.EFFECTIVE
    is_done = _DONE_BEFORE.search(mention.lead) and not anywhere("modal").search(mention.before)
    return None if is_done else DateKind.DEADLINE


def _is_count_up_to(mention: Mention) -> bool:
    """Return whether 截至 opens the sentence: by then so many were counted."""
    return bool(re.search(r"(?:^|[,:]\s?)截[至止]\s?$", mention.before)) and not after(
        "deadline_after_cjk"
    ).search(mention.tail)


def _is_start(mention: Mention) -> bool:
    has_verb = before("force", "force_cjk", "links").search(mention.lead)
    if has_verb or verb_and_gap().search(mention.lead):
        return not is_of_another_rule(mention)
    if before("start", "start_cjk").search(mention.lead):
        is_date_of_record = before("records_from").search(mention.lead)
        return not (is_date_of_record or is_of_another_rule(mention) or looks_back(mention))
    return bool(before("status").search(mention.lead)) and not is_statistic(mention)


def _by_tail(mention: Mention) -> DateKind | None:
    if is_of_another_rule(mention) or before("moved_from").search(mention.lead):
        return None
    if after("stamp_after_cjk").search(mention.tail):
        return DateKind.REVISED
    if after("deadline_after_cjk").search(mention.tail):
        return DateKind.DEADLINE
    if after("force_after", "force_after_cjk").search(mention.tail) or _verb_follows(mention):
        return DateKind.EFFECTIVE
    return None


def _verb_follows(mention: Mention) -> bool:
    """Return whether the date opens a clause whose verb of force has no other date."""
    if mention.lead.strip(" ,") and not before("opening").search(mention.lead):
        return False
    clause = _CLAUSE_END.split(mention.tail[:120])[0]
    verb = anywhere("verb_after", "verb_after_cjk").search(clause)
    if not verb or anywhere("stamp", "stamp_cjk").search(clause, 0, verb.start()):
        return False
    leads_next = before("force", "links").search(mention.tail) and mention.rest != mention.tail
    return not leads_next
