"""Makes the digests that are due; rebuilds one that was made, to send it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forewarn.wiring import Parts, now
from monitor import digest
from monitor.model import ChannelName, Digest, Subscriber

_COVERAGE_SPAN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A digest that is due, and where it goes; `channel` None: there is nothing to tell."""

    subscriber: Subscriber
    digest: Digest
    channel: ChannelName | None


def due_digests(parts: Parts, at: datetime) -> list[DueDigest]:
    """Every digest that is due at that time and was not made yet."""
    due = []
    for subscriber in parts.subscribers.everyone():
        subscriptions = parts.subscribers.subscriptions(subscriber.id)
        targets = digest.wanted(subscriber, subscriptions)
        last = parts.digests.last_until(subscriber.id)
        day = digest.due_date(subscriber, last, at)
        if not (subscriber.active and targets and day) or parts.digests.has(subscriber.id, day):
            continue
        since = digest.period_start(subscriber, last, at)
        due.append(_addressed(subscriber, _build(parts, subscriber, targets, day, since, at)))
    return due


def make_due(parts: Parts, at: datetime) -> list[DueDigest]:
    """Record the digests that are due and owe them; those that were made now."""
    return [d for d in due_digests(parts, at) if parts.digests.make(d.digest, d.channel, now())]


def rebuild(parts: Parts, subscriber: Subscriber, digest_id: int) -> Digest | None:
    """A made digest's content, as its period still gives it."""
    span = parts.digests.span(digest_id)
    if span is None:
        return None
    targets = digest.wanted(subscriber, parts.subscribers.subscriptions(subscriber.id))
    return _build(parts, subscriber, targets, span.local_date, span.since, span.until)


def _build(
    parts: Parts,
    subscriber: Subscriber,
    targets: frozenset[str],
    day: date,
    since: datetime,
    until: datetime,
) -> Digest:
    return digest.build(
        subscriber,
        targets=targets,
        changes=parts.history.changes(since=since, until=until),
        coverage=parts.health.coverage(parts.catalogue.enabled, until, _COVERAGE_SPAN),
        local_date=day,
        since=since,
        until=until,
    )


def _addressed(subscriber: Subscriber, made: Digest) -> DueDigest:
    channel = None
    if made.changes:
        channel = ChannelName.EMAIL if subscriber.email else ChannelName.TELEGRAM
    return DueDigest(subscriber=subscriber, digest=made, channel=channel)
