"""What is owed to subscribers: claimed with a lease, sent, marked. At least once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from monitor.model import ChannelName, Owed, OwedKind
from storage.database import Database
from storage.rows import subscriber_of
from storage.tables import DeliveryRow, OutboxRow, SubscriberRow

# A sender that died holds its messages no longer than this.
LEASE = timedelta(seconds=60)
_MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)


class Outbox:
    """The messages that are owed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, channels: Iterable[ChannelName], now: datetime, limit: int) -> list[Owed]:
        """Up to `limit` due messages of those channels, leased; the oldest first."""
        free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < now)
        query = (
            select(OutboxRow, SubscriberRow)
            .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
            .where(
                OutboxRow.status == "pending",
                OutboxRow.channel.in_(list(channels)),
                OutboxRow.due_at <= now,
                free,
            )
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=OutboxRow)
        )
        with self._database.write() as session:
            rows = session.execute(query).all()
            for row, _ in rows:
                row.leased_until = now + LEASE
            return [_owed(row, subscriber) for row, subscriber in rows]

    def sent(self, owed: Owed, receipt: str, now: datetime) -> None:
        """The channel took the message."""
        with self._database.write() as session:
            _close(session, owed, "sent")
            session.add(_delivery(owed, now, "sent", receipt=receipt))

    def dead(self, owed: Owed, error: str, now: datetime) -> None:
        """The message can never be sent; it stays, visible."""
        with self._database.write() as session:
            _close(session, owed, "dead")
            session.add(_delivery(owed, now, "dead", error=error))

    def later(self, owed: Owed, error: str, now: datetime, wait: timedelta | None = None) -> None:
        """Try again after `wait`, or after a growing time; give up after many attempts."""
        growing = min(_FIRST_WAIT * 2**owed.attempts, _LONGEST_WAIT)
        with self._database.write() as session:
            row = session.get(OutboxRow, owed.id)
            if row is None:
                return
            row.attempts += 1
            row.leased_until = None
            row.due_at = now + (growing if wait is None else wait)
            if row.attempts >= _MAX_ATTEMPTS:
                row.status = "dead"
            session.add(_delivery(owed, now, "failed", error=error))

    def release(self, owed: Owed) -> None:
        """Give a claimed message back unsent."""
        with self._database.write() as session:
            row = session.get(OutboxRow, owed.id)
            if row is not None:
                row.leased_until = None

    def waiting(self, now: datetime) -> dict[ChannelName, int]:
        """How many messages are due on each channel."""
        query = (
            select(OutboxRow.channel, func.count())
            .where(OutboxRow.status == "pending", OutboxRow.due_at <= now)
            .group_by(OutboxRow.channel)
        )
        with self._database.read() as session:
            return {ChannelName(name): n for name, n in session.execute(query)}

    def counts(self) -> dict[str, int]:
        """How many messages are pending, sent and dead."""
        query = select(OutboxRow.status, func.count()).group_by(OutboxRow.status)
        with self._database.read() as session:
            return dict(session.execute(query).all())


def _close(session: Session, owed: Owed, status: str) -> None:
    row = session.get(OutboxRow, owed.id)
    if row is not None:
        row.status, row.leased_until = status, None
        row.attempts += 1


def _delivery(
    owed: Owed, now: datetime, outcome: str, *, receipt: str = "", error: str = ""
) -> DeliveryRow:
    return DeliveryRow(
        outbox_id=owed.id,
        attempted_at=now,
        outcome=outcome,
        receipt=receipt,
        error=error,
    )


def _owed(row: OutboxRow, subscriber: SubscriberRow) -> Owed:
    return Owed(
        id=row.id,
        kind=OwedKind(row.kind),
        channel=ChannelName(row.channel),
        subscriber=subscriber_of(subscriber),
        change_id=row.change_id,
        digest_id=row.digest_id,
        attempts=row.attempts,
    )
