"""Enqueue a change's alerts and digest items, in the transaction that records the change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import func, insert, literal, or_, select, union
from sqlalchemy.orm import Session

from monitor.audience import Alert, ChannelName, DigestItem, Frequency, MessageKind, Recipient
from monitor.model import Change, Severity
from monitor.routing import route
from monitor.source import Source
from monitor.targets import WORD, changed_text, mentions, targets_of, with_pairs
from storage.delivery.mutes import who_muted
from storage.delivery.notified import notified_of_event
from storage.delivery.watchlists import match_names
from storage.dialects import as_rows
from storage.tables.delivery import DigestItemRow, OutboxRow
from storage.tables.jobs import CrawlJobRow, CrawlRequesterRow
from storage.tables.subscribers import MuteRow, SubscriberRow, SubscriptionRow
from storage.types import UtcDateTime

# The result of /check serves as that subscriber's alert; the alert waits so long for it.
_ANSWER_FIRST = timedelta(seconds=30)
# A look-up takes a third of the time of making a member, and there are 100,000 subscribers.
_FREQUENCIES = {frequency.value: frequency for frequency in Frequency}
_SEVERITIES = {int(severity): severity for severity in Severity}


def enqueue(session: Session, change: Change, source: Source, now: datetime) -> None:
    """Enqueue alerts that are due at once, and items of the next digests."""
    named = _channels_of(session, match_names(session, change))
    if change.assessment.severity is Severity.COSMETIC and not named:
        return
    targets = _with_words(session, change, with_pairs(targets_of(change, source)))
    recipients = _recipients(session, targets)
    routed = route(
        change,
        recipients,
        language=source.language,
        notified=notified_of_event(session, change, (one.subscriber_id for one in recipients)),
        named=named,
        muted=who_muted(session, targets, now),
    )
    _insert_alerts(session, routed.alerts, _requesters(session, source.id), now)
    _insert_items(session, routed.items)


def _insert_alerts(
    session: Session, alerts: Sequence[Alert], requesters: frozenset[int], now: datetime
) -> None:
    """Insert the alerts in queue order; delay those whose subscriber waits for a result."""
    start = next_position(session)
    groups: dict[tuple[int, ChannelName, bool, bool], list[int]] = defaultdict(list)
    for alert in alerts:
        number = alert.subscriber_id
        groups[alert.change_id, alert.channel, alert.named, number in requesters].append(number)
    for (change_id, channel, named, is_requested), subscriber_ids in groups.items():
        index, subscriber_id = as_rows(session, subscriber_ids)
        values = {
            "subscriber_id": subscriber_id,
            "kind": literal(MessageKind.ALERT.value),
            "channel": literal(channel.value),
            "change_id": literal(change_id),
            "named": literal(named),
            "position": index + start,
            "created_at": literal(now, UtcDateTime),
            "due_at": literal(now + _ANSWER_FIRST * is_requested, UtcDateTime),
        }
        session.execute(insert(OutboxRow).from_select(list(values), select(*values.values())))


def _insert_items(session: Session, items: Sequence[DigestItem]) -> None:
    """Insert the items of the next digests."""
    groups: dict[tuple[int, Frequency], list[int]] = defaultdict(list)
    for item in items:
        groups[item.change_id, item.frequency].append(item.subscriber_id)
    for (change_id, frequency), subscriber_ids in groups.items():
        _, subscriber_id = as_rows(session, subscriber_ids)
        values = {
            "subscriber_id": subscriber_id,
            "change_id": literal(change_id),
            "frequency": literal(frequency.value),
        }
        session.execute(insert(DigestItemRow).from_select(list(values), select(*values.values())))


def next_position(session: Session) -> int:
    """Return the position where a new fan-out starts: that of the first pending message.

    So a big fan-out does not delay the first messages of the next one: their positions
    overlap, and both advance together (start-time fair queueing).
    """
    first = select(func.min(OutboxRow.position)).where(OutboxRow.status == "pending")
    return session.scalar(first) or 0


def _with_words(session: Session, change: Change, targets: frozenset[str]) -> frozenset[str]:
    """Return the targets, and the words in the changed text that someone follows or muted."""
    queries = (
        select(table.target).where(table.target.startswith(WORD))
        for table in (SubscriptionRow, MuteRow)
    )
    words = session.scalars(union(*queries)).all()
    if not words:
        return targets
    text = changed_text(change)
    return targets | {word for word in words if mentions(word, text)}


def _recipients(session: Session, targets: frozenset[str]) -> list[Recipient]:
    rows = session.execute(
        select(
            SubscriptionRow.subscriber_id,
            SubscriptionRow.target,
            SubscriptionRow.frequency,
            func.coalesce(SubscriptionRow.min_severity, SubscriberRow.min_severity).label(
                "min_severity"
            ),
            SubscriberRow.chat_id,
            SubscriberRow.active,
            SubscriberRow.email,
            SubscriberRow.relay,
            SubscriberRow.digest_frequency,
            SubscriberRow.language,
        )
        .join(SubscriberRow, SubscriberRow.id == SubscriptionRow.subscriber_id)
        .where(
            SubscriptionRow.target.in_(targets),
            or_(
                SubscriberRow.active.is_(True),
                SubscriberRow.email.is_not(None),
                SubscriberRow.relay != "",
            ),
        )
        .order_by(SubscriptionRow.subscriber_id)
    )
    return [
        Recipient(
            subscriber_id=subscriber_id,
            target=target,
            frequency=_FREQUENCIES[frequency],
            min_severity=_SEVERITIES[min_severity],
            instant=_instant(chat_id is not None and active, bool(relay)),
            digest_frequency=_FREQUENCIES[digest_frequency],
            by_mail=bool(email),
            language=language,
        )
        for subscriber_id, target, frequency, min_severity, chat_id, active, email, relay, digest_frequency, language in rows
    ]


def _channels_of(
    session: Session, subscriber_ids: Iterable[int]
) -> dict[int, tuple[ChannelName, ...]]:
    """Return the channels that reach each of these subscribers at once: mail for want of others."""
    ids = list(subscriber_ids)
    if not ids:
        return {}
    columns = SubscriberRow.chat_id, SubscriberRow.active, SubscriberRow.email, SubscriberRow.relay
    _, own = as_rows(session, ids)
    found = session.execute(
        select(SubscriberRow.id, *columns).where(SubscriberRow.id.in_(select(own)))
    )
    by_mail = {True: (ChannelName.EMAIL,), False: ()}
    return {
        number: _instant(chat_id is not None and active, bool(relay)) or by_mail[bool(email)]
        for number, chat_id, active, email, relay in found
    }


@cache
def _instant(in_chat: bool, by_relay: bool) -> tuple[ChannelName, ...]:  # noqa: FBT001 - two of a kind
    reached = {ChannelName.TELEGRAM: in_chat, ChannelName.RELAY: by_relay}
    return tuple(channel for channel, is_reachable in reached.items() if is_reachable)


def _requesters(session: Session, source_id: str) -> frozenset[int]:
    """Return the subscribers who wait for the open check of the source."""
    query = (
        select(CrawlRequesterRow.subscriber_id)
        .join(CrawlJobRow, CrawlJobRow.id == CrawlRequesterRow.job_id)
        .where(CrawlJobRow.source_id == source_id, CrawlJobRow.state != "done")
    )
    return frozenset(session.scalars(query))
