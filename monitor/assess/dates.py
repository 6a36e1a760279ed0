"""Find what the dates of a text mean: only what the text itself states, never a guess."""

import re
from datetime import date

from monitor.dates import Dated, dates_in
from monitor.model import DateKind, Edit, StatedDate
from monitor.text import fold

# The words that mark an effective date, in the languages of the catalogue.
_BEFORE_DATE = re.compile(
    r"\b(?:effective(?:\s+date)?|in\s+effect|takes?\s+effect|taking\s+effect|come[s]?\s+into\s+(?:force|effect)"
    r"|in\s+force|applies|apply|applicable|starting|beginning|as\s+of|from|with\s+effect"
    r"|wirkung|kraft|gültig|gilt|gelten|ab|vigueur|compter|partir|vigore|decorrenza|decorrere|dal"
    r"|vigor|desde|dall|с|силу|wejścia|od)"
    r"(?:\s+(?:as\s+of|from|on|date|is|until|the|ab|am|zum|dem|le|du|de|del|il|el|al|dal|da|с))*"
    r"\s*[:：,'’]?\s*$"
    r"|(?:自|从|将于|定于|于|生效日期|实施日期|施行日期)[:：]?\s*$"
)
_AFTER_DATE = re.compile(
    r"^\s*(?:（[^）]*）|\([^)]*\))?\s*(?:起|生效|施行|实施|正式|in\s+kraft|wirksam|вступает)"
)
_BEFORE_DEADLINE = re.compile(
    r"(?:\b(?:by|before|no later than|not later than|deadline(?:\s+(?:is|of))?|at the latest"
    r"|bis(?:\s+zum)?|spätestens(?:\s+(?:am|bis|bis zum))?|avant\s+le|au plus tard le|jusqu'au"
    r"|entro(?:\s+e\s+non\s+oltre)?\s+il|antes\s+del|hasta\s+el|\bдо)|截止(?:日期|时间)?(?:为|是)?|截至|不晚于|最迟)"
    r"\s*[:：]?\s*$"
)
_AFTER_DEADLINE = re.compile(
    r"^\s*(?:（[^）]*）|\([^)]*\))?\s*(?:\d{1,2}[:：]\d{2}\s*)?(?:前|之前|以前|截止)"
)
_STAMP = re.compile(
    r"(?:updated|revised|modified|published|更新|修订|发布|stand|aktualisiert|mise à jour|aggiornat\w)"
    r"[^.。]{0,20}$"
)
_CONTEXT = 60


def new_dates(edits: tuple[Edit, ...]) -> tuple[StatedDate, ...]:
    """Return the dates that the new text states and the old text does not, in order."""
    known = {found for edit in edits for found in stated_dates(edit.before)}
    fresh = (found for edit in edits for found in stated_dates(edit.after) if found not in known)
    return tuple(dict.fromkeys(fresh))


def dates_of_force(text: str) -> list[date]:
    """Return the dates that the text states as effective dates, in order."""
    return [found.day for found in stated_dates(text) if found.kind is DateKind.EFFECTIVE]


def stated_dates(text: str) -> tuple[StatedDate, ...]:
    """Return the dates whose meaning the text itself states, in order."""
    folded = fold(text).casefold()
    return tuple(
        StatedDate(kind, dated.day)
        for dated in dates_in(folded)
        if (kind := _kind(folded, dated)) is not None
    )


def _kind(text: str, dated: Dated) -> DateKind | None:
    lead = text[max(0, dated.start - _CONTEXT) : dated.start]
    tail = text[dated.end : dated.end + _CONTEXT]
    if _STAMP.search(lead):
        return DateKind.REVISED
    if _BEFORE_DEADLINE.search(lead) or _AFTER_DEADLINE.search(tail):
        return DateKind.DEADLINE
    if _BEFORE_DATE.search(lead) or _AFTER_DATE.search(tail):
        return DateKind.EFFECTIVE
    return None
