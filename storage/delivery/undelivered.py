"""Messages that channels fail to accept repeatedly, and which the operators know of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update

from monitor.audience import MessageKind
from monitor.health import Undelivered
from storage.database import Database
from storage.tables.delivery import DeliveryRow, OutboxRow

# A restarting server is not reported: so many attempts take more than five minutes.
_ATTEMPTS = 5
# Each reason is reported once in this time.
_ONCE_WITHIN = timedelta(hours=24)
# A message refused permanently at once is not reported: the recipient left, or the address is gone.
_NOT_SENT = or_(OutboxRow.status == "pending", OutboxRow.status == "dead")


class UndeliveredMessages:
    """The messages that wait after several attempts, or were given up after them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unnotified(self, now: datetime) -> list[Undelivered]:
        """Return the reasons that were not reported to the operators lately."""
        notified_at = func.max(OutboxRow.notified_at)
        query = (
            _failing(select(OutboxRow.channel, DeliveryRow.error, func.count()), now)
            .group_by(OutboxRow.channel, DeliveryRow.error)
            .having(or_(notified_at.is_(None), notified_at < now - _ONCE_WITHIN))
            .order_by(OutboxRow.channel, DeliveryRow.error)
        )
        with self._database.read() as session:
            return [
                Undelivered(channel=channel, error=error, count=count)
                for channel, error, count in session.execute(query)
            ]

    def mark_notified(self, reasons: Iterable[Undelivered], now: datetime) -> None:
        """Mark these reasons as reported to the operators."""
        with self._database.write() as session:
            for one in reasons:
                ids = _failing(select(OutboxRow.id), now).where(
                    OutboxRow.channel == one.channel, DeliveryRow.error == one.error
                )
                rows = update(OutboxRow).where(OutboxRow.id.in_(ids))
                session.execute(rows.values(notified_at=now))


def _failing(query: Select, now: datetime) -> Select:  # type: ignore[type-arg]
    """Restrict a query to failing messages, each joined with its last attempt."""
    last = (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.outbox_id == OutboxRow.id)
        .correlate(OutboxRow)
        .scalar_subquery()
    )
    return query.join(DeliveryRow, DeliveryRow.id == last).where(
        _NOT_SENT,
        DeliveryRow.outcome == "failed",
        OutboxRow.attempts >= _ATTEMPTS,
        OutboxRow.kind != MessageKind.REPORT,
        DeliveryRow.attempted_at > now - _ONCE_WITHIN,
    )
