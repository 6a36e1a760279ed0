"""What channels do not take again and again, and which of it the operators know."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update

from monitor.audience import MessageKind
from monitor.health import Undelivered
from storage.database import Database
from storage.tables.delivery import DeliveryRow, OutboxRow

# A server that restarts is no news; so many attempts take more than five minutes.
_ATTEMPTS = 5
# One reason is told of once in so long.
_ONCE_WITHIN = timedelta(hours=24)
# What was refused for good at once is the recipient's matter: they left, or their address did.
_TROUBLED = or_(OutboxRow.status == "pending", OutboxRow.status == "dead")


class UndeliveredMessages:
    """The messages that wait after several attempts, and those that were given up after them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def untold(self, now: datetime) -> list[Undelivered]:
        """The reasons that the operators were not told of lately."""
        notified_at = func.max(OutboxRow.notified_at)
        query = (
            _troubled(select(OutboxRow.channel, DeliveryRow.error, func.count()), now)
            .group_by(OutboxRow.channel, DeliveryRow.error)
            .having(or_(notified_at.is_(None), notified_at < now - _ONCE_WITHIN))
            .order_by(OutboxRow.channel, DeliveryRow.error)
        )
        with self._database.read() as session:
            return [
                Undelivered(channel=channel, error=error, count=count)
                for channel, error, count in session.execute(query)
            ]

    def told(self, heard: Iterable[Undelivered], now: datetime) -> None:
        """Note that the operators know."""
        with self._database.write() as session:
            for one in heard:
                ids = _troubled(select(OutboxRow.id), now).where(
                    OutboxRow.channel == one.channel, DeliveryRow.error == one.error
                )
                rows = update(OutboxRow).where(OutboxRow.id.in_(ids))
                session.execute(rows.values(notified_at=now))


def _troubled(query: Select, now: datetime) -> Select:  # type: ignore[type-arg]
    """Of the messages that fail: each with its last attempt."""
    last = (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.outbox_id == OutboxRow.id)
        .correlate(OutboxRow)
        .scalar_subquery()
    )
    return query.join(DeliveryRow, DeliveryRow.id == last).where(
        _TROUBLED,
        DeliveryRow.outcome == "failed",
        OutboxRow.attempts >= _ATTEMPTS,
        OutboxRow.kind != MessageKind.REPORT,
        DeliveryRow.attempted_at > now - _ONCE_WITHIN,
    )
