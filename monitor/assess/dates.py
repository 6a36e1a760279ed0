"""From when a change holds: only a date that the text gives, never a guess."""

import re
from datetime import date

from monitor.dates import Dated, dates_in
from monitor.model import Edit
from monitor.text import fold

# What ties a date to taking force, in the languages of the catalogue.
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
_STAMP = re.compile(
    r"(?:updated|revised|modified|published|更新|修订|发布|stand|aktualisiert|mise à jour|aggiornat\w)"
    r"[^.。]{0,20}$"
)
_CONTEXT = 60


def effective_date(edits: tuple[Edit, ...]) -> date | None:
    """The first date of force in the new text that the old text did not give."""
    known = {found for edit in edits for found in dates_of_force(edit.before)}
    fresh = [d for edit in edits for d in dates_of_force(edit.after) if d not in known]
    return fresh[0] if fresh else None


def dates_of_force(text: str) -> list[date]:
    """Dates that the text itself ties to taking force, in order."""
    folded = fold(text).casefold()
    return [dated.day for dated in dates_in(folded) if _is_of_force(folded, dated)]


def _is_of_force(text: str, dated: Dated) -> bool:
    lead = text[max(0, dated.start - _CONTEXT) : dated.start]
    tail = text[dated.end : dated.end + _CONTEXT]
    if _STAMP.search(lead):
        return False
    return bool(_BEFORE_DATE.search(lead) or _AFTER_DATE.search(tail))
