"""From when a change holds: only a date that the text gives, never a guess."""

import re
from datetime import date

from monitor.model import Edit
from monitor.text import fold

_MONTH_NAMES = (
    "january february march april may june july august september october november december"
).split()
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTH_NAMES)
# Day first or month first cannot be told in 01/02/2026: such a date is not read.
_FORMS = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(
        rf"\b(?P<name>{_MONTH}|sept)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b"
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_MONTH}|sept)\.?,?\s+(?P<y>\d{{4}})\b"
    ),
)
_BEFORE_DATE = re.compile(
    r"(?:effective(?:\s+date)?|in\s+effect|takes?\s+effect|taking\s+effect|come[s]?\s+into\s+(?:force|effect)"
    r"|in\s+force|applies|apply|applicable|starting|beginning|as\s+of|from|with\s+effect)"
    r"(?:\s+(?:as\s+of|from|on|date|is|until|the))*\s*[:：,]?\s*$|(?:自|从|将于|定于|于|生效日期|实施日期|施行日期)[:：]?\s*$"
)
_AFTER_DATE = re.compile(r"^\s*(?:（[^）]*）|\([^)]*\))?\s*(?:起|生效|施行|实施|正式)")
_STAMP = re.compile(r"(?:updated|revised|modified|published|更新|修订|发布)[^.。]{0,20}$")
_CONTEXT = 60


def effective_date(edits: tuple[Edit, ...]) -> date | None:
    """The first date of force in the new text that the old text did not give."""
    known = {found for edit in edits for found in dates_of_force(edit.before)}
    fresh = [d for edit in edits for d in dates_of_force(edit.after) if d not in known]
    return fresh[0] if fresh else None


def dates_of_force(text: str) -> list[date]:
    """Dates that the text itself ties to taking force, in order."""
    folded = fold(text).casefold()
    found = []
    for form in _FORMS:
        for match in form.finditer(folded):
            day = _date(match)
            if day and _is_of_force(folded, match):
                found.append((match.start(), day))
    return [day for _, day in sorted(found)]


def _is_of_force(text: str, match: re.Match[str]) -> bool:
    lead = text[max(0, match.start() - _CONTEXT) : match.start()]
    tail = text[match.end() : match.end() + _CONTEXT]
    if _STAMP.search(lead):
        return False
    return bool(_BEFORE_DATE.search(lead) or _AFTER_DATE.search(tail))


def _date(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    name = groups.get("name")
    month = _month(name) if name else int(groups["m"])
    try:
        return date(int(groups["y"]), month, int(groups["d"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(i for i, full in enumerate(_MONTH_NAMES, 1) if full.startswith(name[:3]))
