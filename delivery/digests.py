"""Makes the digests that are due; rebuilds one that was made, to send or show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import structlog

from delivery.context import DeliveryContext
from delivery.links import changes_link
from monitor import digest
from monitor.audience import (
    ChannelName,
    Coverage,
    Digest,
    Frequency,
    Subscriber,
    Subscription,
    UpcomingDate,
)
from monitor.digest import Past, Period
from monitor.model import Change
from monitor.targets import (
    JURISDICTION,
    ORGANISATION,
    WORD,
    changed_text,
    mentions,
    targets_of,
)
from runtime.clock import now
from storage.delivery.digests import Planned
from storage.queries.history import History

log = structlog.get_logger()

_COVERAGE_SPAN = timedelta(hours=24)
# A date that was stated this long ago may still lie ahead.
_STATED_WITHIN = timedelta(days=400)
_AT_ONCE = 200
_READ_AT_ONCE = 20
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# The targets that only the catalogue's entry of a source can tell.
_OF_A_SOURCE = (ORGANISATION, JURISDICTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A digest that is due, and where it goes; `channel` None: there is nothing to tell."""

    subscriber: Subscriber
    period: Period
    changes: tuple[int, ...]
    channel: ChannelName | None


def due_digests(context: DeliveryContext, at: datetime) -> list[DueDigest]:
    """Every digest that is due at that time and was not made yet, also the empty ones."""
    waiting = context.stores.digests.waiting()
    due = []
    for subscriber, past in context.stores.digests.readers():
        period = _due(subscriber, past, at)
        if period is None:
            continue
        owed = [waiting.get((subscriber.id, frequency), []) for frequency in period.frequencies]
        due.append(_addressed(subscriber, period, tuple(n for ids in owed for n in ids)))
    return due


def _due(subscriber: Subscriber, past: Past, at: datetime) -> Period | None:
    """The digest that a reader is due; a fault with one reader is not that of the others."""
    try:
        return digest.due(subscriber, past, at)
    except Exception:
        log.exception("digest_failed", subscriber=subscriber.id)
        return None


def make_due(context: DeliveryContext, at: datetime) -> list[DueDigest]:
    """Record the digests that are due and owe them; those that were made now."""
    due = due_digests(context, at)
    made: list[DueDigest] = []
    for start in range(0, len(due), _AT_ONCE):
        batch = {one.subscriber.id: one for one in due[start : start + _AT_ONCE]}
        done = context.stores.digests.make([_planned(one) for one in batch.values()], now())
        made += [batch[plan.subscriber_id] for plan in done]
    return made


def content(context: DeliveryContext, due: DueDigest) -> Digest:
    """What a due digest tells, before it is made."""
    return _build(context, due.subscriber, due.period, due.changes)


def rebuild(context: DeliveryContext, subscriber: Subscriber, digest_id: int) -> Digest | None:
    """A made digest's content; None when it is not this subscriber's."""
    period = context.stores.digests.period(digest_id, subscriber.id)
    if period is None:
        return None
    return _build(context, subscriber, period, context.stores.digests.items(digest_id))


def next_digest(context: DeliveryContext, subscriber: Subscriber) -> Digest:
    """What the next digest would tell if it were made now."""
    waiting = context.stores.digests.waiting(subscriber.id)
    ids = [i for frequency in Frequency for i in waiting.get((subscriber.id, frequency), [])]
    period = digest.span(subscriber, Past(), now(), weekly=False)
    return _build(context, subscriber, period, ids)


def has_news(made: Digest, reader: Subscriber, channel: ChannelName | None) -> bool:
    """Whether a digest is worth sending: what was told at once is told again by mail alone."""
    if reader.digest_empty:
        return True
    return made.count > (0 if channel is ChannelName.EMAIL else len(made.alerted))


def coverage(context: DeliveryContext, at: datetime) -> Coverage:
    """How much was looked at in the day before."""
    return context.stores.health.coverage(context.catalogue.enabled, at, _COVERAGE_SPAN)


def coming(context: DeliveryContext, day: date) -> tuple[UpcomingDate, ...]:
    """What takes force or falls due in the next 30 days, whoever wants it; without edits."""
    since = now() - _STATED_WITHIN
    return digest.upcoming_dates(context.stores.history.upcoming(day, since, with_edits=False), day)


def _build(
    context: DeliveryContext, subscriber: Subscriber, period: Period, items: Iterable[int]
) -> Digest:
    """What is owed and what was told at once; only what is still wanted.

    A reader may have unsubscribed since.
    """
    at_once = context.stores.digests.alerts(
        subscriber.id, _told_since(context, subscriber, period), period.until
    )
    wanted = context.stores.subscribers.subscriptions(subscriber.id)
    owed = context.stores.history.changes_of({*items, *at_once})
    changes = [c for c in owed if is_wanted(context, c, wanted)]
    stated = _stated(
        context.stores.history, period.until.replace(minute=0, second=0, microsecond=0)
    )
    ahead = {one.change.id: one.change for one in digest.upcoming_dates(stated, period.local_date)}
    made = digest.build(
        subscriber,
        period,
        changes=changes,
        coverage=coverage(context, period.until),
        coming=digest.upcoming_dates(_wanted(context, ahead, wanted), period.local_date),
        told=context.stores.events.told(subscriber.id, {c.event_id for c in changes if c.event_id}),
        alerted=context.stores.digests.alerted(subscriber.id, [c.id for c in changes]),
    )
    return replace(
        made, more=tuple(replace(m, url=changes_link(context, [m.source_id])) for m in made.more)
    )


def _told_since(context: DeliveryContext, subscriber: Subscriber, period: Period) -> datetime:
    """From when on the alerts count: from the last digest on, but no more than its day or week."""
    weekly = period.weekly or subscriber.digest_frequency is Frequency.WEEKLY
    longest = period.until - (_WEEK if weekly else _DAY)
    return max(longest, context.stores.digests.last(subscriber.id, period.until) or longest)


@lru_cache(maxsize=1)
def _stated(history: History, hour: datetime) -> tuple[Change, ...]:
    """What takes force or falls due soon, wherever its readers are, without its edits.

    Read once for all the digests of an hour. Kept is one copy of what its digests can tell: 400 days
    of edits would be hundreds of megabytes.
    """
    yesterday = hour.date() - timedelta(days=1)
    found = history.upcoming(yesterday, hour - _STATED_WITHIN, with_edits=False)
    days = [yesterday + timedelta(days=n) for n in range(3)]
    near = {one.change.id for day in days for one in digest.upcoming_dates(found, day)}
    return tuple(change for change in found if change.id in near)


def _wanted(
    context: DeliveryContext, changes: Mapping[int, Change], wanted: Sequence[Subscription]
) -> list[Change]:
    """Those that are subscribed to. Edits are read of those alone that words are looked for in."""
    own = {subscription.target for subscription in wanted}
    found = [change for change in changes.values() if _concerns(context, change, own)]
    if any(target.startswith(WORD) for target in own):
        rest = sorted(changes.keys() - {change.id for change in found})
        for start in range(0, len(rest), _READ_AT_ONCE):
            read = context.stores.history.changes_of(rest[start : start + _READ_AT_ONCE])
            found += [changes[one.id] for one in read if _is_mentioned(one, own)]
    return found


def is_wanted(context: DeliveryContext, change: Change, wanted: Iterable[Subscription]) -> bool:
    """Whether a change concerns something that is subscribed to now."""
    own = {subscription.target for subscription in wanted}
    return _concerns(context, change, own) or _is_mentioned(change, own)


def _concerns(context: DeliveryContext, change: Change, own: set[str]) -> bool:
    source = context.sources.get(change.source_id)
    if not own.isdisjoint(targets_of(change, source)):
        return True
    # A source that left the catalogue cannot say whose it was; in doubt its change is told.
    return source is None and any(target.startswith(_OF_A_SOURCE) for target in own)


def _is_mentioned(change: Change, own: Iterable[str]) -> bool:
    words = [target for target in own if target.startswith(WORD)]
    text = changed_text(change) if words else ""
    return any(mentions(word, text) for word in words)


def _planned(one: DueDigest) -> Planned:
    return Planned(subscriber_id=one.subscriber.id, period=one.period, channel=one.channel)


def _addressed(subscriber: Subscriber, period: Period, changes: tuple[int, ...]) -> DueDigest:
    channel = None
    if changes or (subscriber.digest_empty and _is_its_day(subscriber, period)):
        channel = _channel(subscriber)
    return DueDigest(subscriber=subscriber, period=period, changes=changes, channel=channel)


def _is_its_day(subscriber: Subscriber, period: Period) -> bool:
    """Who reads by the week gets an empty digest by the week, too."""
    return period.weekly or subscriber.digest_frequency is Frequency.DAILY


def _channel(subscriber: Subscriber) -> ChannelName:
    if subscriber.email:
        return ChannelName.EMAIL
    hears = subscriber.active and subscriber.chat_id is not None
    return ChannelName.TELEGRAM if hears else ChannelName.RELAY
