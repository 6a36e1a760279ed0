"""What a subscriber has to do about a change: open or done, by whom, and when to be reminded."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Subscriber
from monitor.model import Change, DateKind, Severity, StatedDate
from monitor.parsing.times import read_day

# Alerts from this level on are open until somebody marks them done.
LEAST = Severity.MAJOR
# An alert without a coming date is no longer open after this.
OPEN_FOR = timedelta(days=60)
_BEFORE = (1, 3, 7)
_WITHOUT_DATE = (1, 7)
_MOST_DAYS = 400
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAYS = re.compile(r"(\d{1,3})\s?(?:d|天)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTask:
    """A subscriber's task about a change. `taken_by`, `done_by`: first names, or ''."""

    change_id: int
    is_done: bool = False
    done_by: str = ""
    taken_by: str = ""
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which to be reminded. `before`: how many days before the date that counts, or None."""

    day: date
    before: int | None = None


def coming_dates(change: Change, today: date) -> tuple[StatedDate, ...]:
    """Return the dates that are not over, the soonest first."""
    stated = (one for one in dates_of(change) if one.day >= today)
    return tuple(sorted(stated, key=lambda one: one.day))


def dates_of(change: Change) -> tuple[StatedDate, ...]:
    """Return the days from which a change applies or by which to act, each once."""
    stated = (one for one in change.assessment.dates if one.kind is not DateKind.REVISED)
    return tuple(dict.fromkeys(stated))


def reminders(change: Change, today: date) -> tuple[Reminder, ...]:
    """Offer days to be reminded on: before the soonest date, else tomorrow and in a week."""
    ahead = coming_dates(change, today)
    if ahead:
        days = (Reminder(ahead[0].day - timedelta(days=n), n) for n in _BEFORE)
        if offered := tuple(one for one in days if one.day > today):
            return offered
    return tuple(Reminder(today + timedelta(days=n)) for n in _WITHOUT_DATE)


def reminder_day(word: str, change: Change, today: date) -> date | None:
    """Read `3d`, that is 3 days before the soonest date or in 3 days, or `2026-12-07`.

    None for what is neither, and for a day that is not ahead.
    """
    day = _days(word, change, today) if _DAYS.fullmatch(word) else _day(word)
    is_ahead = day is not None and today < day <= today + timedelta(days=_MOST_DAYS)
    return day if is_ahead else None


def remind_at(day: date, subscriber: Subscriber) -> datetime:
    """Return when to remind on a day: at the hour of the subscriber's digest."""
    zone = ZoneInfo(subscriber.timezone)
    return datetime.combine(day, time(subscriber.digest_hour), zone)


def is_open(change: Change, now: datetime, *, is_named: bool = False) -> bool:
    """Return whether there may still be something to do about a change.

    `is_named`: it states an own name of the reader, however mild it is.
    """
    if change.assessment.severity < LEAST and not is_named:
        return False
    return change.detected_at > now - OPEN_FOR or bool(coming_dates(change, now.date()))


def by_urgency(changes: Iterable[Change], today: date, named: Container[int] = ()) -> list[Change]:
    """Sort changes: own names first, the highest level, then the soonest date, then the newest.

    `named`: the ids of those that state own names of the reader.
    """

    def key(change: Change) -> tuple[bool, int, date, int]:
        ahead = coming_dates(change, today)
        soonest = ahead[0].day if ahead else date.max
        return change.id not in named, -change.assessment.severity, soonest, -change.id

    return sorted(changes, key=key)


def _days(word: str, change: Change, today: date) -> date:
    count = timedelta(days=int(_DAYS.sub(r"\1", word)))
    ahead = coming_dates(change, today)
    return ahead[0].day - count if ahead else today + count


def _day(word: str) -> date | None:
    parts = _DATE.fullmatch(word)
    day = read_day(*parts.groups()) if parts else None
    return day if isinstance(day, date) else None
