"""What a change owes to whom, written in the transaction that records the change."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, func, insert, literal, or_, select, union
from sqlalchemy.orm import Session

from monitor.audience import Alert, ChannelName, DigestItem, Frequency, MessageKind, Recipient
from monitor.model import Change, Severity
from monitor.routing import route
from monitor.source import Source
from monitor.targets import WORD, changed_text, mentions, targets_of
from storage.delivery.mutes import who_muted
from storage.dialects import is_sqlite
from storage.tables.delivery import DigestItemRow, OutboxRow
from storage.tables.jobs import CrawlAskerRow, CrawlJobRow
from storage.tables.subscribers import MuteRow, SubscriberRow, SubscriptionRow
from storage.types import UtcDateTime

# The answer to /check is that reader's alert; the alert waits so long for it.
_ANSWER_FIRST = timedelta(seconds=30)
# A look is a third of what making a member takes, and there are 100,000 readers.
_FREQUENCIES = {frequency.value: frequency for frequency in Frequency}
_SEVERITIES = {int(severity): severity for severity in Severity}


def enqueue(session: Session, change: Change, source: Source, now: datetime) -> None:
    """Alerts that are due at once, and items of the next digests."""
    if change.assessment.severity is Severity.COSMETIC:
        return
    targets = _with_words(session, change, targets_of(change, source))
    routed = route(
        change,
        _recipients(session, targets),
        muted=who_muted(session, targets, now),
    )
    _queue(session, routed.alerts, _askers(session, source.id), now)
    _gather(session, routed.items)


def _queue(
    session: Session, alerts: Sequence[Alert], waiting: frozenset[int], now: datetime
) -> None:
    """The alerts in their turns; who waits for an answer gets that first."""
    start = next_position(session)
    groups: dict[tuple[int, ChannelName, bool], list[int]] = defaultdict(list)
    for alert in alerts:
        reader = alert.subscriber_id
        groups[alert.change_id, alert.channel, reader in waiting].append(reader)
    for (change_id, channel, waits), readers in groups.items():
        place, reader = _listed(session, readers)
        values = {
            "subscriber_id": reader,
            "kind": literal(MessageKind.ALERT.value),
            "channel": literal(channel.value),
            "change_id": literal(change_id),
            "position": place + start,
            "created_at": literal(now, UtcDateTime),
            "due_at": literal(now + _ANSWER_FIRST * waits, UtcDateTime),
        }
        session.execute(insert(OutboxRow).from_select(list(values), select(*values.values())))


def _gather(session: Session, items: Sequence[DigestItem]) -> None:
    """What the next digests hold."""
    groups: dict[tuple[int, Frequency], list[int]] = defaultdict(list)
    for item in items:
        groups[item.change_id, item.frequency].append(item.subscriber_id)
    for (change_id, frequency), readers in groups.items():
        _, reader = _listed(session, readers)
        values = {
            "subscriber_id": reader,
            "change_id": literal(change_id),
            "frequency": literal(frequency.value),
        }
        session.execute(insert(DigestItemRow).from_select(list(values), select(*values.values())))


def _listed(session: Session, numbers: Sequence[int]) -> tuple[Any, Any]:
    """A list as rows of (place, number), sent as one value: a row each is what takes long."""
    if is_sqlite(session):
        rows = func.json_each(json.dumps(numbers)).table_valued("key", "value")
        return rows.c.key, rows.c.value
    array = literal(list(numbers), ARRAY(BigInteger))
    rows = func.unnest(array).table_valued("value", with_ordinality="key").render_derived()
    return rows.c.key, rows.c.value


def next_position(session: Session) -> int:
    """Where the queue stands: a new fan-out begins beside the ones that are being sent.

    So a big fan-out does not hold back the first messages of the next one: their turns
    are alike, and both go on in step (start-time fair queueing).
    """
    first = select(func.min(OutboxRow.position)).where(OutboxRow.status == "pending")
    return session.scalar(first) or 0


def _with_words(session: Session, change: Change, targets: frozenset[str]) -> frozenset[str]:
    """The targets, and the words that the changed text holds and someone wants or muted."""
    wanted = (
        select(table.target).where(table.target.startswith(WORD))
        for table in (SubscriptionRow, MuteRow)
    )
    words = session.scalars(union(*wanted)).all()
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
            subscriber_id=reader,
            target=target,
            frequency=_FREQUENCIES[frequency],
            min_severity=_SEVERITIES[min_severity],
            instant=_instant(chat_id is not None and active, bool(relay)),
            digest_frequency=_FREQUENCIES[digest_frequency] if email else None,
        )
        for reader, target, frequency, min_severity, chat_id, active, email, relay, digest_frequency in rows
    ]


@cache
def _instant(in_chat: bool, by_relay: bool) -> tuple[ChannelName, ...]:  # noqa: FBT001 - two of a kind
    reached = {ChannelName.TELEGRAM: in_chat, ChannelName.RELAY: by_relay}
    return tuple(channel for channel, can in reached.items() if can)


def _askers(session: Session, source_id: str) -> frozenset[int]:
    """Who waits for the check that is running now."""
    query = (
        select(CrawlAskerRow.subscriber_id)
        .join(CrawlJobRow, CrawlJobRow.id == CrawlAskerRow.job_id)
        .where(CrawlJobRow.source_id == source_id, CrawlJobRow.state != "done")
    )
    return frozenset(session.scalars(query))
