"""Builds a subscriber's digest for a day. The database records when a digest was last made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.audience import (
    Coverage,
    Digest,
    Frequency,
    MergedChange,
    NotifiedNotice,
    Remainder,
    Subscriber,
    Subscription,
    UpcomingDate,
    Week,
)
from monitor.events import first_notified
from monitor.model import Change, ChangeKind, Severity
from monitor.tasks import ChangeTask
from monitor.vocabulary import categories
from monitor.watchlist import NameMatch

# The minimum time between two digests, even if the subscriber changes the time zone.
_LEAST_GAP = timedelta(hours=12)
_MONDAY = 0
# How far ahead a digest lists changes that take effect.
AHEAD = timedelta(days=30)
# The most changes listed per source, and in all; the rest are only counted.
OF_ONE_SOURCE = 10
_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDigests:
    """When a subscriber's last digests were made, including empty ones.

    `day`: the local date of the last one, made `at`. `weekly`: when the last weekly one was made.
    """

    day: date | None = None
    at: datetime | None = None
    weekly: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time that a digest covers, since the last one. `weekly`: it covers a week, alone or with
    the day.

    `id`: the digest's id, once the digest exists.
    """

    local_date: date
    weekly: bool
    since: datetime
    until: datetime
    id: int = 0

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        """Return the frequencies whose changes the digest lists."""
        return (Frequency.DAILY, Frequency.WEEKLY) if self.weekly else (Frequency.DAILY,)


def due(subscriber: Subscriber, last: LastDigests, now: datetime) -> Period | None:
    """Return the period of the digest that is due at `now`, or None.

    The hour is in local time, so a day of 23 or 25 hours also has exactly one digest. The weekly
    digest is due on Monday, or on the first later day on which the program runs.
    """
    local = now.astimezone(ZoneInfo(subscriber.timezone))
    if local.hour < subscriber.digest_hour or local.date() == last.day:
        return None
    # Ignore a digest in the future: it was made while the clock was wrong.
    if last.at is not None and timedelta(0) <= now - last.at < _LEAST_GAP:
        return None
    return span(subscriber, last, now, weekly=_is_week_over(subscriber, last, local))


def span(subscriber: Subscriber, last: LastDigests, now: datetime, *, weekly: bool) -> Period:
    """Return the period from the last digest to `now`."""
    return Period(
        local_date=now.astimezone(ZoneInfo(subscriber.timezone)).date(),
        weekly=weekly,
        since=min(last.at or subscriber.created_at, now),
        until=now,
    )


def build(  # noqa: PLR0913 - all that a digest is made of
    subscriber: Subscriber,
    period: Period,
    *,
    changes: Iterable[Change],
    coverage: Coverage,
    coming: Iterable[UpcomingDate] = (),
    notified: Iterable[NotifiedNotice] = (),
    alerted: frozenset[int] = frozenset(),
    matches: Mapping[int, tuple[NameMatch, ...]] = MappingProxyType({}),
    merged: Iterable[MergedChange] = (),
    is_weekly: bool = False,
) -> Digest:
    """Build the digest of the changes, by category; own names first, then the most severe.

    `notified`: notices of the same events that the subscriber was already sent. `matches`: the own
    names that each change states. `merged`: stand for the changes that they are made of.
    """
    every = list(changes)
    own = {change.id for change in every}
    instead = {one.change.id: one for one in merged}
    matches = _joined(matches, instead)
    ordered = _by_event(
        sorted(
            _with_merged(every, instead),
            key=lambda c: (c.id not in matches, c.rank, c.detected_at, c.id),
        )
    )
    kept, more = _bounded(ordered, instead)
    listed = _by_document(kept)
    leads = _leads(listed)
    return Digest(
        id=period.id,
        subscriber_id=subscriber.id,
        local_date=period.local_date,
        since=period.since,
        until=period.until,
        frequency=Frequency.WEEKLY if is_weekly else Frequency.DAILY,
        groups=_groups(listed, leads),
        coverage=coverage,
        coming=_as_merged(coming, instead, period.local_date),
        more=more,
        alerted=alerted & own,
        follows=_follows(listed, leads, [n for n in notified if n.change_id not in own]),
        matches=matches,
        merged=instead,
        unlisted=_levels(ordered) - _levels(listed),
    )


def is_weekly_reader(subscriber: Subscriber, subscriptions: Iterable[Subscription]) -> bool:
    """Whether a digest of a week is the subscriber's weekly page, and not the digest of a day."""
    frequencies = {subscription.frequency for subscription in subscriptions}
    return Frequency.WEEKLY in {subscriber.digest_frequency, *frequencies}


def week_of(open_tasks: Sequence[ChangeTask], done: Sequence[ChangeTask]) -> Week:
    """Count what is open and what was done, and by whom."""
    taken = Counter(task.taken_by for task in open_tasks if task.taken_by)
    done_by = Counter(task.done_by for task in done if task.done_by)
    return Week(
        open=len(open_tasks),
        done=len(done),
        taken=tuple(taken.most_common()),
        done_by=tuple(done_by.most_common()),
    )


def upcoming_dates(changes: Iterable[Change], today: date) -> tuple[UpcomingDate, ...]:
    """Return what takes effect or falls due from today on within 30 days, the soonest first."""
    last = today + AHEAD
    found = [
        UpcomingDate(day=day, by=by, change=change)
        for change in changes
        for day, by in _days(change)
        if today <= day <= last
    ]
    return _soonest_first(found)


def _soonest_first(found: Iterable[UpcomingDate]) -> tuple[UpcomingDate, ...]:
    return tuple(sorted(found, key=lambda a: (a.day, a.change.rank, a.change.id)))


def _days(change: Change) -> set[tuple[date, bool]]:
    assessment = change.assessment
    effective = {(assessment.effective_date, False)} if assessment.effective_date else set()
    return effective | {(day, True) for day in assessment.deadlines}


def _is_week_over(subscriber: Subscriber, last: LastDigests, local: datetime) -> bool:
    """Whether Monday's digest hour has passed without a weekly digest for that week."""
    monday = local.date() - timedelta(days=(local.weekday() - _MONDAY) % 7)
    hour = datetime.combine(monday, time(subscriber.digest_hour), local.tzinfo)
    covered_until = last.weekly or subscriber.created_at
    return covered_until < hour.astimezone(UTC)


def _levels(changes: Iterable[Change]) -> Counter[Severity]:
    return Counter(change.assessment.severity for change in changes)


def _with_merged(changes: Iterable[Change], merged: Mapping[int, MergedChange]) -> list[Change]:
    """Replace the changes that are merged by what stands for them."""
    parts = {number for one in merged.values() for number in one.ids}
    return [
        *(change for change in changes if change.id not in parts),
        *(one.change for one in merged.values()),
    ]


def _as_merged(
    coming: Iterable[UpcomingDate], merged: Mapping[int, MergedChange], today: date
) -> tuple[UpcomingDate, ...]:
    """Replace the dates of changes that are merged by those of what stands for them.

    What is undone states a date no longer.
    """
    stated = tuple(coming)
    parts = {number: one for one in merged.values() for number in one.ids}
    said = {parts[one.change.id].change.id for one in stated if one.change.id in parts}
    lasting = [one.change for one in merged.values() if one.change.id in said]
    kept = [one for one in stated if one.change.id not in parts]
    return _soonest_first([*kept, *upcoming_dates(lasting, today)])


def _joined(
    matches: Mapping[int, tuple[NameMatch, ...]], merged: Mapping[int, MergedChange]
) -> dict[int, tuple[NameMatch, ...]]:
    """Return the own names in each change; a merged one has those of all."""
    found = dict(matches)
    for number, one in merged.items():
        names = dict.fromkeys(match for part in one.ids for match in matches.get(part, ()))
        found |= {number: tuple(names)} if names else {}
    return found


def _by_event(ordered: Sequence[Change]) -> list[Change]:
    """Move the notices of an event together, to the place of the most severe one."""
    places = dict(reversed([(c.event_id, place) for place, c in enumerate(ordered) if c.event_id]))
    placed = [(places.get(c.event_id or 0, place), place, c) for place, c in enumerate(ordered)]
    return [change for _, _, change in sorted(placed, key=lambda one: one[:2])]


def _by_document(listed: Sequence[Change]) -> list[Change]:
    """Move the changes of a page that are not merged together, the oldest first."""
    pages = [_page(change) for change in listed]
    places = dict(reversed([(page, place) for place, page in enumerate(pages) if page]))
    placed = [
        (places[page], change.to_version, place) if page else (place, 0, place)
        for place, (page, change) in enumerate(zip(pages, listed, strict=True))
    ]
    return [listed[place] for _, _, place in sorted(placed)]


def _page(change: Change) -> str:
    is_page = change.kind is ChangeKind.CONTENT and change.event_id is None
    return change.source_id if is_page else ""


def _bounded(
    ordered: Iterable[Change], merged: Mapping[int, MergedChange]
) -> tuple[list[Change], tuple[Remainder, ...]]:
    """Limit the list per source and in all, so that no source hides others; count the rest."""
    listed: list[Change] = []
    of_source: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for change in ordered:
        of_source[change.source_id] += 1
        if of_source[change.source_id] > OF_ONE_SOURCE or len(listed) >= _LISTED:
            rest[change.source_id] += len(merged[change.id].ids) if change.id in merged else 1
        else:
            listed.append(change)
    return listed, tuple(Remainder(source_id=s, count=n) for s, n in rest.most_common())


def _leads(listed: Iterable[Change]) -> dict[int, Change]:
    """Map each event to its first listed notice."""
    return {c.event_id: c for c in reversed(list(listed)) if c.event_id is not None}


def _groups(
    listed: Sequence[Change], leads: Mapping[int, Change]
) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """Group by category, the vocabulary's first; an event belongs to that of its first notice."""
    found: dict[str, list[Change]] = {}
    for change in listed:
        place = leads.get(change.event_id or 0, change).category
        found.setdefault(place, []).append(change)
    known = [name for name in categories() if name in found]
    return tuple((name, tuple(found[name])) for name in dict.fromkeys([*known, *found]))


def _follows(
    listed: Iterable[Change], leads: Mapping[int, Change], notified: Sequence[NotifiedNotice]
) -> dict[int, str]:
    """Map each later notice to the title it follows: one sent before, or the first one listed."""
    found: dict[int, str] = {}
    for change in listed:
        lead = leads.get(change.event_id or 0, change)
        if lead is not change:
            found[change.id] = lead.title
        elif change.event_id and (
            earlier := first_notified(change, [n for n in notified if n.change_id < change.id])
        ):
            found[change.id] = earlier.title
    return found
