"""Puts the dates of a change into lines, the soonest first, with the days that are left. Plain text."""

from datetime import date

from monitor.language import Language, message, texts
from monitor.model import Change, DateKind, StatedDate
from monitor.tasks import dates_of
from monitor.written_days import written_day

_MOST_DATES = 4
_MARKS = {DateKind.EFFECTIVE: "⏰", DateKind.DEADLINE: "⏳"}
_COMING = {DateKind.EFFECTIVE: "in_force_on", DateKind.DEADLINE: "do_by"}
_OVER = {DateKind.EFFECTIVE: "in_force_since", DateKind.DEADLINE: "was_due"}


def date_lines(change: Change, language: Language, today: date) -> tuple[str, ...]:
    """Return a line for each date that is ahead, with its mark; a past one only where none is."""
    stated = sorted(dates_of(change), key=lambda one: one.day)
    ahead = [one for one in stated if one.day >= today]
    if ahead:
        return tuple(_coming(one, language, today) for one in ahead[:_MOST_DATES])
    return tuple(_over(one, language) for one in stated[-1:])


def _coming(stated: StatedDate, language: Language, today: date) -> str:
    day = written_day(stated.day, language, today)
    text = message("news", language, _COMING[stated.kind], date=day)
    left = (stated.day - today).days
    count = (
        message("news", language, "days_left", count=left)
        if left
        else texts("news", language)["today"]
    )
    return f"{_MARKS[stated.kind]} {text}{count}"


def _over(stated: StatedDate, language: Language) -> str:
    # With its year, no reader takes it for a coming one.
    day = written_day(stated.day, language)
    return f"{_MARKS[stated.kind]} {message('news', language, _OVER[stated.kind], date=day)}"
