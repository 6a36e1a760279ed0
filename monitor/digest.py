"""Changes x a subscriber's day -> Digest. Whether one is due is a fact of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Coverage, Digest, Frequency, Subscriber, UpcomingDate
from monitor.model import Change
from monitor.vocabulary import categories

# Two digests are never closer, even when the reader moves to another time zone.
_LEAST_GAP = timedelta(hours=12)
_MONDAY = 0
# How far ahead a digest tells of what takes force.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """When a subscriber's digests were made, those without news too.

    `day`: the local date of the last one. `weekly`: when the last one that told a week was made.
    """

    day: date | None = None
    last: datetime | None = None
    weekly: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What a digest tells: the time since the last one. `weekly`: a week, alone or with the day.

    `id`: of the digest once it is made.
    """

    local_date: date
    weekly: bool
    since: datetime
    until: datetime
    id: int = 0

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        """The frequencies that are told."""
        return (Frequency.DAILY, Frequency.WEEKLY) if self.weekly else (Frequency.DAILY,)


def due(subscriber: Subscriber, past: Past, now: datetime) -> Period | None:
    """The digest that is due at `now`, or None.

    The hour is the wall clock's, so a day of 23 or 25 hours has its digest too, once. The
    week is told on Monday, or on the first day after it that the program runs.
    """
    local = now.astimezone(ZoneInfo(subscriber.timezone))
    if local.hour < subscriber.digest_hour or local.date() == past.day:
        return None
    # A digest of the future was made while the clock was wrong; it says nothing of the gap.
    if past.last is not None and timedelta(0) <= now - past.last < _LEAST_GAP:
        return None
    return span(subscriber, past, now, weekly=_is_week_over(subscriber, past, local))


def span(subscriber: Subscriber, past: Past, now: datetime, *, weekly: bool) -> Period:
    """The period from the last digest to `now`."""
    return Period(
        local_date=now.astimezone(ZoneInfo(subscriber.timezone)).date(),
        weekly=weekly,
        since=min(past.last or subscriber.created_at, now),
        until=now,
    )


def build(
    subscriber: Subscriber,
    period: Period,
    *,
    changes: Iterable[Change],
    coverage: Coverage,
    coming: Iterable[UpcomingDate] = (),
) -> Digest:
    """The digest of the changes, by category, the weightiest first."""
    told = sorted(changes, key=lambda c: (-c.assessment.severity, c.detected_at, c.id))
    told = _one_of_each_event(told)
    groups = tuple(
        (category, tuple(c for c in told if c.category == category))
        for category in categories()
        if any(c.category == category for c in told)
    )
    return Digest(
        id=period.id,
        subscriber_id=subscriber.id,
        local_date=period.local_date,
        since=period.since,
        until=period.until,
        frequency=Frequency.WEEKLY if period.weekly else Frequency.DAILY,
        groups=groups,
        coverage=coverage,
        coming=tuple(coming),
    )


def upcoming_dates(changes: Iterable[Change], today: date) -> tuple[UpcomingDate, ...]:
    """What takes force or falls due from today on and within 30 days, the soonest first."""
    last = today + AHEAD
    found = [
        UpcomingDate(day=day, by=by, change=change)
        for change in changes
        for day, by in _days(change)
        if today <= day <= last
    ]
    return tuple(sorted(found, key=lambda a: (a.day, -a.change.assessment.severity, a.change.id)))


def _days(change: Change) -> set[tuple[date, bool]]:
    judged = change.assessment
    force = {(judged.effective_date, False)} if judged.effective_date else set()
    return force | {(day, True) for day in judged.deadlines}


def _is_week_over(subscriber: Subscriber, past: Past, local: datetime) -> bool:
    """Whether a Monday's digest hour has passed that no weekly digest was made for."""
    monday = local.date() - timedelta(days=(local.weekday() - _MONDAY) % 7)
    hour = datetime.combine(monday, time(subscriber.digest_hour), local.tzinfo)
    begun = past.weekly or subscriber.created_at
    return begun < hour.astimezone(UTC)


def _one_of_each_event(told: list[Change]) -> list[Change]:
    """An event is told once, by its weightiest notice; /change leads to the others."""
    seen: set[int] = set()
    kept = []
    for change in told:
        if change.event_id is None or change.event_id not in seen:
            kept.append(change)
        seen |= {change.event_id} if change.event_id else set()
    return kept
