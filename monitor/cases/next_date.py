"""The day on which a lawsuit goes on: a hearing, the end of an order, a deadline."""

import re
from datetime import date, timedelta
from functools import cache

from monitor.cases.stage import Stage
from monitor.cases.stages import sentences_of, stage_of
from monitor.data import load
from monitor.dates import dates_in
from monitor.phrases import PhraseBook
from monitor.text import fold

# Courts of the United States write the month first.
_US_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(20\d{2})(?!\d)")
# A restraining order without notice ends after 14 days at most (Fed. R. Civ. P. 65(b)(2)).
_SPAN = re.compile(r"(?<!\d)(\d{1,2})\)?\s*(?:calendar\s+)?(?:days|天|日)(?!\d)")
_LONGEST = timedelta(days=400)


def next_date(text: str, today: date) -> date | None:
    """Return the soonest stated day from `today` on which the case goes on, or None."""
    days = [day for sentence in sentences_of(text) for day in _days(sentence, today)]
    return min((day for day in days if today <= day <= today + _LONGEST), default=None)


def _days(sentence: str, today: date) -> list[date]:
    folded = _US_DAY.sub(r"\3-\1-\2", fold(sentence).casefold())
    stated = [found.day for found in dates_in(folded)]
    if span := _span_of_order(sentence):
        begins = min((day for day in stated if day <= today), default=today)
        return [*stated, begins + span]
    return stated if _book().found(folded) else []


def _span_of_order(sentence: str) -> timedelta | None:
    """Return for how long a sentence says that a restraining order holds."""
    found = _SPAN.search(sentence.casefold())
    if not found or stage_of("", sentence) not in {Stage.TRO, Stage.ASSET_FREEZE}:
        return None
    return timedelta(days=int(found[1]))


@cache
def _book() -> PhraseBook:
    return PhraseBook({"next": load("monitor.cases", "next_dates.yaml")["words"]})
