"""The team chats and webhooks that messages go to: how they fare, and pausing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select, update

from monitor.audience import ChannelName, MessageKind
from monitor.relay import RelayKind, relay_kind, shown
from storage.database import Database
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A subscriber's relay. `host`: its address without the key in it.

    `failing_since`: the first failure after the last message that was accepted.
    """

    subscriber_id: int
    kind: RelayKind
    host: str
    paused_at: datetime | None
    sent_at: datetime | None
    failing_since: datetime | None
    error: str
    waiting: int


class RelayCounts(NamedTuple):
    """How many relays there are."""

    all: int
    failing: int
    paused: int


class Relays:
    """All relays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Relay]:
        """Return all relays: those that fail first."""
        with self._database.read() as session:
            rows = session.execute(_relays()).all()
            failures = session.execute(_failures()).all()
        by_subscriber = {
            row.subscriber_id: [one for one in failures if one.subscriber_id == row.subscriber_id]
            for row in rows
        }
        found = [_relay(row, by_subscriber[row.subscriber_id]) for row in rows]
        return sorted(found, key=lambda one: (one.failing_since is None, one.subscriber_id))

    def counts(self) -> RelayCounts:
        """Count the relays, those that fail, and those that are paused."""
        found = self.all()
        failing = sum(one.failing_since is not None for one in found)
        return RelayCounts(len(found), failing, sum(one.paused_at is not None for one in found))

    def pause(self, subscriber_id: int, now: datetime) -> bool:
        """Keep what is for a relay until it is resumed; return False if it is paused already."""
        return self._set(subscriber_id, SubscriberRow.relay_paused_at.is_(None), now)

    def resume(self, subscriber_id: int) -> bool:
        """Send to a relay again, what was kept first; return False if it was not paused."""
        return self._set(subscriber_id, SubscriberRow.relay_paused_at.is_not(None), None)

    def _set(
        self, subscriber_id: int, condition: ColumnElement[bool], paused_at: datetime | None
    ) -> bool:
        query = update(SubscriberRow).where(
            SubscriberRow.id == subscriber_id, SubscriberRow.relay != "", condition
        )
        with self._database.write() as session:
            done = session.execute(query.values(relay_paused_at=paused_at))
            return bool(done.rowcount)  # type: ignore[attr-defined]


def is_not_paused() -> ColumnElement[bool]:
    """Match messages of the outbox but those for a paused relay; a code to confirm one is sent."""
    paused = select(SubscriberRow.id).where(SubscriberRow.relay_paused_at.is_not(None))
    return or_(
        OutboxRow.channel != ChannelName.RELAY,
        OutboxRow.kind == MessageKind.CONFIRMATION,
        not_(OutboxRow.subscriber_id.in_(paused)),
    )


def _relays() -> Select[int, str, datetime | None, datetime | None, int]:
    """Select each relay with its last success, and how many messages wait for it."""
    sent_at = (
        select(func.max(DeliveryRow.attempted_at))
        .join(OutboxRow, OutboxRow.id == DeliveryRow.outbox_id)
        .where(_to_relay(), DeliveryRow.outcome == "sent")
        .correlate(SubscriberRow)
        .scalar_subquery()
    )
    waiting = (
        select(func.count(OutboxRow.id))
        .where(_to_relay(), OutboxRow.status == "pending")
        .correlate(SubscriberRow)
        .scalar_subquery()
    )
    return (
        select(
            SubscriberRow.id.label("subscriber_id"),
            SubscriberRow.relay,
            SubscriberRow.relay_paused_at,
            sent_at.label("sent_at"),
            waiting.label("waiting"),
        )
        .where(SubscriberRow.relay != "")
        .order_by(SubscriberRow.id)
    )


def _failures() -> Select[int, datetime, str]:
    """Select the failed attempts to reach relays, the oldest first."""
    return (
        select(OutboxRow.subscriber_id, DeliveryRow.attempted_at, DeliveryRow.error)
        .join(OutboxRow, OutboxRow.id == DeliveryRow.outbox_id)
        .where(OutboxRow.channel == ChannelName.RELAY, DeliveryRow.outcome.in_(["failed", "dead"]))
        .order_by(DeliveryRow.id)
    )


def _to_relay() -> ColumnElement[bool]:
    return and_(OutboxRow.subscriber_id == SubscriberRow.id, OutboxRow.channel == ChannelName.RELAY)


def _relay(
    row: Row[int, str, datetime | None, datetime | None, int],
    failures: Sequence[Row[int, datetime, str]],
) -> Relay:
    later = [one for one in failures if row.sent_at is None or one.attempted_at > row.sent_at]
    return Relay(
        subscriber_id=row.subscriber_id,
        kind=relay_kind(row.relay) or RelayKind.WEBHOOK,
        host=shown(row.relay),
        paused_at=row.relay_paused_at,
        sent_at=row.sent_at,
        failing_since=later[0].attempted_at if later else None,
        error=later[-1].error if later else "",
        waiting=row.waiting,
    )
