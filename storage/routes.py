"""What a change owes to whom, written in the transaction that records the change."""

from datetime import datetime, timedelta

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, OwedKind, Recipient, Rhythm
from monitor.model import Change, Severity
from monitor.routing import route
from monitor.source import Source
from monitor.targets import WORD, changed_text, mentions, targets_of
from storage.events import who_heard
from storage.mutes import who_muted
from storage.tables import (
    CrawlAskerRow,
    CrawlJobRow,
    DigestItemRow,
    OutboxRow,
    SubscriberRow,
    SubscriptionRow,
)

# The answer to /check is that reader's alert; the alert waits so long for it.
_ANSWER_FIRST = timedelta(seconds=30)


def owe(session: Session, change: Change, source: Source, now: datetime) -> None:
    """Alerts that are due at once, and items of the next digests."""
    if change.assessment.severity is Severity.COSMETIC:
        return
    targets = _with_words(session, change, targets_of(change, source))
    routed = route(
        change,
        _recipients(session, targets),
        heard=who_heard(session, change.event_id),
        muted=who_muted(session, targets, now),
    )
    waiting = _askers(session, source.id)
    start = next_turn(session)
    alerts = [
        {
            "subscriber_id": alert.subscriber_id,
            "kind": OwedKind.ALERT,
            "channel": alert.channel,
            "change_id": change.id,
            "turn": start + place,
            "created_at": now,
            "due_at": now + _ANSWER_FIRST if alert.subscriber_id in waiting else now,
        }
        for place, alert in enumerate(routed.alerts)
    ]
    items = [
        {"subscriber_id": item.subscriber_id, "change_id": change.id, "rhythm": item.rhythm}
        for item in routed.items
    ]
    for table, rows in ((OutboxRow, alerts), (DigestItemRow, items)):
        if rows:
            session.execute(insert(table), rows)


def next_turn(session: Session) -> int:
    """Where the queue stands: a new fan-out begins beside the ones that are being sent.

    So a big fan-out does not hold back the first messages of the next one: their turns
    are alike, and both go on in step (start-time fair queueing).
    """
    first = select(func.min(OutboxRow.turn)).where(OutboxRow.status == "pending")
    return session.scalar(first) or 0


def _with_words(session: Session, change: Change, targets: frozenset[str]) -> frozenset[str]:
    """The targets, and the subscribed words that the changed text holds."""
    words = session.scalars(
        select(SubscriptionRow.target).where(SubscriptionRow.target.startswith(WORD)).distinct()
    ).all()
    if not words:
        return targets
    text = changed_text(change)
    return targets | {word for word in words if mentions(word, text)}


def _recipients(session: Session, targets: frozenset[str]) -> list[Recipient]:
    rows = session.execute(
        select(
            SubscriptionRow.subscriber_id,
            SubscriptionRow.target,
            SubscriptionRow.rhythm,
            func.coalesce(SubscriptionRow.least, SubscriberRow.least).label("least"),
            SubscriberRow.chat_id,
            SubscriberRow.active,
            SubscriberRow.email,
            SubscriberRow.relay,
            SubscriberRow.digest_rhythm,
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
            subscriber_id=row.subscriber_id,
            target=row.target,
            rhythm=Rhythm(row.rhythm),
            least=Severity(row.least),
            instant=_instant(row.chat_id if row.active else None, row.relay),
            gathers=Rhythm(row.digest_rhythm) if row.email else None,
        )
        for row in rows
    ]


def _instant(chat_id: int | None, relay: str) -> tuple[ChannelName, ...]:
    reached = {ChannelName.TELEGRAM: chat_id is not None, ChannelName.RELAY: bool(relay)}
    return tuple(channel for channel, can in reached.items() if can)


def _askers(session: Session, source_id: str) -> frozenset[int]:
    """Who waits for the check that is running now."""
    query = (
        select(CrawlAskerRow.subscriber_id)
        .join(CrawlJobRow, CrawlJobRow.id == CrawlAskerRow.job_id)
        .where(CrawlJobRow.source_id == source_id, CrawlJobRow.state != "done")
    )
    return frozenset(session.scalars(query))
