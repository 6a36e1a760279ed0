"""Puts the dates of a change into lines, the soonest first, with the days that are left. Plain text."""

from datetime import date

from babel.dates import format_date

from monitor.language import Language, message, texts
from monitor.model import Change, DateKind, StatedDate
from monitor.tasks import dates_of

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


def written_day(day: date, language: Language, today: date) -> str:
    """Write a day as its language does: `10 Dec 2026`, `12 月 10 日`; Chinese leaves this year out."""
    if language != Language.ZH:
        return format_date(day, "d MMM y", locale=language)
    year = "" if day.year == today.year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日"


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
    # An ISO date has no reader who takes it for a coming one.
    text = message("news", language, _OVER[stated.kind], date=_iso(stated.day, language))
    return f"{_MARKS[stated.kind]} {text}"


def _iso(day: date, language: Language) -> str:
    """Return an ISO date; before a Chinese word with a space."""
    return f"{day.isoformat()} " if language == Language.ZH else day.isoformat()
