"""Say how much one edit matters by itself: by its stored weight, the rules it fires, its dates."""

from datetime import date

from monitor.assess import SOON
from monitor.assess.dates import new_dates
from monitor.assess.facts import WEIGHTS, is_name
from monitor.assess.modality import modality
from monitor.assess.rules import highest
from monitor.model import Assessment, DateKind, Edit, Severity

# From this weight on a fact is major, whatever its words.
_MAJOR = WEIGHTS["moved"]
_URGENT = WEIGHTS["prohibited"]


_NONE: frozenset[date] = frozenset()


def urgent_days(assessment: Assessment, today: date) -> frozenset[date]:
    """Return the days near `today` by which a change is in force or due."""
    return frozenset(
        stated.day
        for stated in assessment.dates
        if stated.kind is not DateKind.REVISED and today <= stated.day <= today + SOON
    )


def edit_level(edit: Edit, urgent: frozenset[date] = _NONE) -> Severity:
    """Return the level of one edit; the level of a change may be higher, by its size.

    `urgent`: days that make an edit urgent which states one of them anew.
    """
    if edit.proof:
        return Severity.COSMETIC
    is_banned = edit.weight == WEIGHTS["prohibition-added"] and is_name(edit.after)
    is_soon = urgent and any(stated.day in urgent for stated in new_dates((edit,)))
    if edit.weight >= _URGENT or is_banned or is_soon:
        return Severity.URGENT
    if edit.weight >= _MAJOR or (edit.weight > WEIGHTS["wording"] and modality(_text(edit))):
        return Severity.MAJOR
    return highest(edit)


def _text(edit: Edit) -> str:
    return edit.after or edit.before
