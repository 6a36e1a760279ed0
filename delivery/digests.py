"""Makes the digests that are due; rebuilds an existing one to send or show it."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import structlog

from delivery.briefs import ready_briefs
from delivery.context import DeliveryContext
from delivery.links import changes_link
from delivery.merging import merged_changes
from monitor import digest
from monitor.audience import (
    ChannelName,
    Coverage,
    Digest,
    Frequency,
    Subscriber,
    Subscription,
    UpcomingDate,
    Week,
)
from monitor.digest import LastDigests, Period
from monitor.model import Change
from monitor.targets import (
    JURISDICTION,
    ORGANISATION,
    WORD,
    changed_text,
    matches,
    mentions,
    parts_of,
    targets_of,
)
from monitor.tasks import ChangeTask, is_open
from runtime.clock import now
from storage.delivery.digests import Planned
from storage.queries.history import History

log = structlog.get_logger()

_COVERAGE_SPAN = timedelta(hours=24)
# A change that is this old may still state a date in the future.
_STATED_WITHIN = timedelta(days=400)
_AT_ONCE = 200
_READ_AT_ONCE = 20
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# The targets that only the catalogue entry of a source has.
_OF_A_SOURCE = (ORGANISATION, JURISDICTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A digest that is due, and its channel; `channel` is None when there is nothing to send."""

    subscriber: Subscriber
    period: Period
    changes: tuple[int, ...]
    channel: ChannelName | None


def due_digests(context: DeliveryContext, at: datetime) -> list[DueDigest]:
    """List the digests that are due at `at` and not made yet, empty ones included."""
    waiting = context.stores.digests.waiting()
    due = []
    for subscriber, last in context.stores.digests.recipients():
        period = _due_period(subscriber, last, at)
        if period is None:
            continue
        items = [waiting.get((subscriber.id, frequency), []) for frequency in period.frequencies]
        due.append(_due_digest(subscriber, period, tuple(n for ids in items for n in ids)))
    return due


def _due_period(subscriber: Subscriber, last: LastDigests, at: datetime) -> Period | None:
    """Period of the subscriber's due digest; log an error, so that other digests are still made."""
    try:
        return digest.due(subscriber, last, at)
    except Exception:
        log.exception("digest_failed", subscriber=subscriber.id)
        return None


def make_due(context: DeliveryContext, at: datetime) -> list[DueDigest]:
    """Record and enqueue the digests that are due; return those that were made now."""
    due = due_digests(context, at)
    made: list[DueDigest] = []
    for start in range(0, len(due), _AT_ONCE):
        batch = {one.subscriber.id: one for one in due[start : start + _AT_ONCE]}
        done = context.stores.digests.make([_planned(one) for one in batch.values()], now())
        made += [batch[plan.subscriber_id] for plan in done]
    return made


def content(context: DeliveryContext, due: DueDigest) -> Digest:
    """Build the content of a due digest before it is made."""
    return _build(context, due.subscriber, due.period, due.changes)


def rebuild(context: DeliveryContext, subscriber: Subscriber, digest_id: int) -> Digest | None:
    """Rebuild the content of an existing digest; None when it is not this subscriber's."""
    period = context.stores.digests.period(digest_id, subscriber.id)
    if period is None:
        return None
    made = _build(context, subscriber, period, context.stores.digests.items(digest_id))
    before = context.stores.digests.last(subscriber.id, period.until)
    return replace(made, is_first=before is None)


def next_digest(context: DeliveryContext, subscriber: Subscriber) -> Digest:
    """Build the next digest as if it were made now."""
    if subscriber.digest_frequency is Frequency.WEEKLY:
        return weekly_digest(context, subscriber)
    period = digest.span(subscriber, LastDigests(), now(), weekly=False)
    waiting = _all_waiting(context, subscriber)
    return _build(context, subscriber, period, waiting, with_pending=True)


def weekly_digest(context: DeliveryContext, subscriber: Subscriber) -> Digest:
    """Build the weekly page of the seven days until now, whatever the subscriber's frequency."""
    period = digest.span(subscriber, LastDigests(), now(), weekly=True)
    waiting = _all_waiting(context, subscriber)
    return _build(context, subscriber, period, waiting, with_pending=True, as_week=True)


def _all_waiting(context: DeliveryContext, subscriber: Subscriber) -> list[int]:
    waiting = context.stores.digests.waiting(subscriber.id)
    return [i for frequency in Frequency for i in waiting.get((subscriber.id, frequency), [])]


def has_news(made: Digest, subscriber: Subscriber, channel: ChannelName | None) -> bool:
    """Whether a digest is worth sending: only mail repeats what was already sent as an alert.

    A weekly page is, if anything changed or is open.
    """
    if subscriber.digest_empty:
        return True
    if made.week:
        return bool(made.count or made.week.open or made.week.done)
    return made.count > (0 if channel is ChannelName.EMAIL else len(made.alerted))


def coverage(context: DeliveryContext, at: datetime) -> Coverage:
    """Count what was checked in the 24 hours before `at`."""
    return context.stores.health.coverage(context.catalogue.enabled, at, _COVERAGE_SPAN)


def coming(context: DeliveryContext, day: date) -> tuple[UpcomingDate, ...]:
    """List what takes force or falls due in the next 30 days, for anyone; without edits."""
    since = now() - _STATED_WITHIN
    return digest.upcoming_dates(context.stores.history.upcoming(day, since, with_edits=False), day)


def _build(
    context: DeliveryContext,
    subscriber: Subscriber,
    period: Period,
    items: Iterable[int],
    *,
    with_pending: bool = False,
    as_week: bool = False,
) -> Digest:
    """Build a digest of its items and of recent alerts: what is subscribed to now, and own names.

    The subscriber may have unsubscribed since an item was stored. `with_pending`: list the alerts
    that are still to be sent, too. `as_week`: make a weekly page for any subscriber.
    """
    subscriptions = context.stores.subscribers.subscriptions(subscriber.id)
    is_weekly = as_week or (period.weekly and digest.is_weekly_reader(subscriber, subscriptions))
    since = _since(context, subscriber, period, is_weekly=is_weekly)
    alerted = context.stores.digests.alerts(
        subscriber.id, since, period.until, with_pending=with_pending
    )
    if is_weekly:
        alerted += context.stores.digests.items_of_time(subscriber.id, since, period.until)
    candidates = context.stores.history.changes_of({*items, *alerted})
    matches = context.stores.watchlists.matches(subscriber.id, [c.id for c in candidates])
    changes = [c for c in candidates if c.id in matches or is_subscribed(context, c, subscriptions)]
    stated = _stated(
        context.stores.history, period.until.replace(minute=0, second=0, microsecond=0)
    )
    ahead = {one.change.id: one.change for one in digest.upcoming_dates(stated, period.local_date)}
    made = digest.build(
        subscriber,
        period,
        changes=changes,
        coverage=coverage(context, period.until),
        coming=digest.upcoming_dates(_subscribed(context, ahead, subscriptions), period.local_date),
        notified=context.stores.events.notified(
            subscriber.id, {c.event_id for c in changes if c.event_id}
        ),
        alerted=context.stores.digests.alerted(subscriber.id, [c.id for c in changes]),
        matches=matches,
        merged=merged_changes(context.stores.history, changes, period.until),
        is_weekly=is_weekly,
    )
    more = tuple(replace(m, url=changes_link(context, [m.source_id])) for m in made.more)
    week = _week(context, subscriber, made, since) if is_weekly else None
    briefs = ready_briefs(context, made.changes, subscriber.language)
    return replace(made, more=more, week=week, briefs=briefs)


def _since(
    context: DeliveryContext, subscriber: Subscriber, period: Period, *, is_weekly: bool
) -> datetime:
    """Start of what to list: a week ago; else the last digest, but at most a day ago."""
    if is_weekly:
        return period.until - _WEEK
    longest = period.until - _DAY
    return max(longest, context.stores.digests.last(subscriber.id, period.until) or longest)


def _week(context: DeliveryContext, subscriber: Subscriber, made: Digest, since: datetime) -> Week:
    """Count what is open: of the alerts, and of what stood in digests only; and what was done."""
    tasks = context.stores.tasks
    untold = [
        change.id
        for change in made.changes
        if is_open(change, made.until) and not made.alerted.intersection(made.ids_of(change))
    ]
    known = tasks.of(subscriber.id, untold)
    open_tasks = {change.id: task for change, task in tasks.open(subscriber.id, made.until)}
    open_tasks |= {n: known.get(n, ChangeTask(change_id=n)) for n in untold}
    return digest.week_of(
        [task for task in open_tasks.values() if not task.is_done],
        tasks.done(subscriber.id, since, made.until),
    )


@lru_cache(maxsize=1)
def _stated(history: History, hour: datetime) -> tuple[Change, ...]:
    """List what takes force or falls due soon in any time zone, without edits.

    Cached once for all digests of an hour, and only changes that these digests can use: 400 days of
    edits would be hundreds of megabytes.
    """
    yesterday = hour.date() - timedelta(days=1)
    found = history.upcoming(yesterday, hour - _STATED_WITHIN, with_edits=False)
    days = [yesterday + timedelta(days=n) for n in range(3)]
    near = {one.change.id for day in days for one in digest.upcoming_dates(found, day)}
    return tuple(change for change in found if change.id in near)


def _subscribed(
    context: DeliveryContext, changes: Mapping[int, Change], subscriptions: Sequence[Subscription]
) -> list[Change]:
    """Keep the changes that are subscribed to; load edits only where words must be searched."""
    own = {subscription.target for subscription in subscriptions}
    found = [change for change in changes.values() if _concerns(context, change, own)]
    if any(target.startswith(WORD) for target in own):
        rest = sorted(changes.keys() - {change.id for change in found})
        for start in range(0, len(rest), _READ_AT_ONCE):
            read = context.stores.history.changes_of(rest[start : start + _READ_AT_ONCE])
            found += [changes[one.id] for one in read if _is_mentioned(one, own)]
    return found


def is_subscribed(
    context: DeliveryContext, change: Change, subscriptions: Iterable[Subscription]
) -> bool:
    """Whether a change matches any of these subscriptions."""
    own = {subscription.target for subscription in subscriptions}
    return _concerns(context, change, own) or _is_mentioned(change, own)


def _concerns(context: DeliveryContext, change: Change, own: set[str]) -> bool:
    source = context.sources.get(change.source_id)
    known = targets_of(change, source)
    if any(matches(target, known) for target in own):
        return True
    # The organisation of a source that left the catalogue is unknown; in doubt the change is sent.
    return source is None and any(_may_match(target, known) for target in own)


def _may_match(target: str, known: Container[str]) -> bool:
    return all(part.startswith(_OF_A_SOURCE) or part in known for part in parts_of(target))


def _is_mentioned(change: Change, own: Iterable[str]) -> bool:
    words = [target for target in own if target.startswith(WORD)]
    text = changed_text(change) if words else ""
    return any(mentions(word, text) for word in words)


def _planned(one: DueDigest) -> Planned:
    return Planned(subscriber_id=one.subscriber.id, period=one.period, channel=one.channel)


def _due_digest(subscriber: Subscriber, period: Period, changes: tuple[int, ...]) -> DueDigest:
    channel = None
    is_page = period.weekly and subscriber.digest_frequency is Frequency.WEEKLY
    if changes or is_page or (subscriber.digest_empty and _is_its_day(subscriber, period)):
        channel = _channel(subscriber)
    return DueDigest(subscriber=subscriber, period=period, changes=changes, channel=channel)


def _is_its_day(subscriber: Subscriber, period: Period) -> bool:
    """Whether an empty digest may go out: a weekly subscriber gets it weekly, too."""
    return period.weekly or subscriber.digest_frequency is Frequency.DAILY


def _channel(subscriber: Subscriber) -> ChannelName:
    if subscriber.email:
        return ChannelName.EMAIL
    has_chat = subscriber.active and subscriber.chat_id is not None
    return ChannelName.TELEGRAM if has_chat else ChannelName.RELAY
