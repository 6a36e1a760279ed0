"""Changes x a subscriber's day -> Digest. Whether one is due is a fact of the database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import (
    Coverage,
    Digest,
    Frequency,
    Remainder,
    Subscriber,
    ToldNotice,
    UpcomingDate,
)
from monitor.events import first_told
from monitor.model import Change
from monitor.vocabulary import categories

# Two digests are never closer, even when the reader moves to another time zone.
_LEAST_GAP = timedelta(hours=12)
_MONDAY = 0
# How far ahead a digest tells of what takes force.
AHEAD = timedelta(days=30)
# So many changes of a source are listed, and so many in all; more are counted.
OF_ONE_SOURCE = 10
_LISTED = 100


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
    told: Iterable[ToldNotice] = (),
    alerted: frozenset[int] = frozenset(),
) -> Digest:
    """The digest of the changes, by category, the weightiest first.

    `told`: the notices of their events that the reader was told before.
    """
    ordered = _by_event(
        sorted(changes, key=lambda c: (-c.assessment.severity, c.detected_at, c.id))
    )
    listed, more = _bounded(ordered)
    leads = _leads(listed)
    own = {change.id for change in ordered}
    return Digest(
        id=period.id,
        subscriber_id=subscriber.id,
        local_date=period.local_date,
        since=period.since,
        until=period.until,
        frequency=Frequency.WEEKLY if period.weekly else Frequency.DAILY,
        groups=_groups(listed, leads),
        coverage=coverage,
        coming=tuple(coming),
        more=more,
        alerted=alerted & own,
        follows=_follows(listed, leads, [n for n in told if n.change_id not in own]),
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


def _by_event(ordered: Sequence[Change]) -> list[Change]:
    """The notices of an event one behind the other, where its weightiest one stands."""
    places = dict(reversed([(c.event_id, place) for place, c in enumerate(ordered) if c.event_id]))
    placed = [(places.get(c.event_id or 0, place), place, c) for place, c in enumerate(ordered)]
    return [change for _, _, change in sorted(placed, key=lambda one: one[:2])]


def _bounded(ordered: Iterable[Change]) -> tuple[list[Change], tuple[Remainder, ...]]:
    """As many as one reads, and how many more each source has: a flood of one hides no other."""
    listed: list[Change] = []
    of_source: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for change in ordered:
        of_source[change.source_id] += 1
        if of_source[change.source_id] > OF_ONE_SOURCE or len(listed) >= _LISTED:
            rest[change.source_id] += 1
        else:
            listed.append(change)
    return listed, tuple(Remainder(source_id=s, count=n) for s, n in rest.most_common())


def _leads(listed: Iterable[Change]) -> dict[int, Change]:
    """The first notice that is listed of each event."""
    return {c.event_id: c for c in reversed(list(listed)) if c.event_id is not None}


def _groups(
    listed: Sequence[Change], leads: Mapping[int, Change]
) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """By category, those of the house first; an event stands in that of its first notice."""
    found: dict[str, list[Change]] = {}
    for change in listed:
        place = leads.get(change.event_id or 0, change).category
        found.setdefault(place, []).append(change)
    known = [name for name in categories() if name in found]
    return tuple((name, tuple(found[name])) for name in dict.fromkeys([*known, *found]))


def _follows(
    listed: Iterable[Change], leads: Mapping[int, Change], told: Sequence[ToldNotice]
) -> dict[int, str]:
    """What each later notice follows: what was told before, or the first one listed here."""
    found: dict[int, str] = {}
    for change in listed:
        lead = leads.get(change.event_id or 0, change)
        if lead is not change:
            found[change.id] = lead.title
        elif change.event_id and (
            earlier := first_told(change, [n for n in told if n.change_id < change.id])
        ):
            found[change.id] = earlier.title
    return found
