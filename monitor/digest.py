"""Changes x a subscriber's day -> Digest. Whether one is due is a fact of the database."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import (
    Change,
    Coverage,
    Digest,
    Rhythm,
    Severity,
    Subscriber,
    Subscription,
)
from monitor.routing import targets_of
from monitor.vocabulary import categories

# Two digests are never closer, even when the reader moves to another time zone.
_LEAST_GAP = timedelta(hours=12)
# The first digest looks back to the subscription, but not further than this.
_FIRST_SPAN = timedelta(days=7)


def due_date(subscriber: Subscriber, last: datetime | None, now: datetime) -> date | None:
    """The local date whose digest is due at `now`, or None.

    `last`: when the subscriber's last digest was made. The hour is the wall clock's,
    so a day of 23 or 25 hours has its digest too, once.
    """
    local = now.astimezone(ZoneInfo(subscriber.timezone))
    if local.hour < subscriber.digest_hour:
        return None
    if last is not None and now - last < _LEAST_GAP:
        return None
    return local.date()


def period_start(subscriber: Subscriber, last: datetime | None, now: datetime) -> datetime:
    """From when the next digest tells: the end of the last one, whatever lay between."""
    return last or max(subscriber.created_at, now - _FIRST_SPAN)


def wanted(subscriber: Subscriber, subscriptions: Iterable[Subscription]) -> frozenset[str]:
    """The targets that a digest covers.

    A mail is the record of everything; a Telegram digest holds what was not sent at once.
    """
    everything = bool(subscriber.email)
    return frozenset(s.target for s in subscriptions if everything or s.rhythm is Rhythm.DAILY)


def build(
    subscriber: Subscriber,
    *,
    targets: frozenset[str],
    changes: Iterable[Change],
    coverage: Coverage,
    local_date: date,
    since: datetime,
    until: datetime,
) -> Digest:
    """The digest of the wanted changes, by category, the weightiest first."""
    told = [c for c in changes if c.assessment.severity > Severity.COSMETIC]
    told = [change for change in told if targets & targets_of(change)]
    told.sort(key=lambda c: (-c.assessment.severity, c.detected_at))
    told = _one_of_each_event(told)
    groups = tuple(
        (category, tuple(c for c in told if c.category == category))
        for category in categories()
        if any(c.category == category for c in told)
    )
    return Digest(
        subscriber_id=subscriber.id,
        local_date=local_date,
        since=since,
        until=until,
        groups=groups,
        coverage=coverage,
    )


def _one_of_each_event(told: list[Change]) -> list[Change]:
    """An event is told once, by its weightiest notice; /change leads to the others."""
    seen: set[int] = set()
    kept = []
    for change in told:
        if change.event_id is None or change.event_id not in seen:
            kept.append(change)
        seen |= {change.event_id} if change.event_id else set()
    return kept
