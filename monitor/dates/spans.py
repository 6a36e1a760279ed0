"""Count from a day so many days, weeks or months."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

_SATURDAY = 5
# A longer count is no deadline, and might leave the calendar.
_MOST = 999


class Unit(StrEnum):
    """What a period is counted in; business days are Monday to Friday."""

    DAY = "day"
    BUSINESS_DAY = "business-day"
    WEEK = "week"
    MONTH = "month"


def moved(day: date, count: int, unit: Unit) -> date | None:
    """Return the day `count` units after another, or before it if negative; None if too far."""
    if abs(count) > _MOST:
        return None
    if unit is Unit.BUSINESS_DAY:
        return _business(day, count)
    if unit is Unit.MONTH:
        return _months(day, count)
    return day + timedelta(days=count * (7 if unit is Unit.WEEK else 1))


def _business(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < _SATURDAY
    return day


def _months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
