"""Subscriptions that were just ended, for the button that brings them back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from monitor.audience import Frequency, Subscription
from monitor.model import Severity
from storage.database import Database
from storage.tables.subscribers import EndedSubscriptionsRow

# An undo is wanted at once; after so many others of a subscriber, it is no longer at hand.
_KEPT = 20


class EndedSubscriptions:
    """The last subscriptions that each subscriber ended, by the number in their button."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, subscriber_id: int, ended: Sequence[Subscription], now: datetime) -> int:
        """Keep what a subscriber ended at once; return its number."""
        values = [
            {"target": one.target, "frequency": one.frequency, "min_severity": one.min_severity}
            for one in ended
        ]
        own = select(EndedSubscriptionsRow.id).filter_by(subscriber_id=subscriber_id)
        newest = own.order_by(EndedSubscriptionsRow.id.desc()).limit(_KEPT)
        with self._database.write() as session:
            row = EndedSubscriptionsRow(
                subscriber_id=subscriber_id, subscriptions=values, ended_at=now
            )
            session.add(row)
            session.flush()
            kept = session.scalars(newest).all()
            session.execute(
                delete(EndedSubscriptionsRow).where(
                    EndedSubscriptionsRow.subscriber_id == subscriber_id,
                    EndedSubscriptionsRow.id.not_in(kept),
                )
            )
            return row.id

    def take(self, number: int, subscriber_id: int) -> list[Subscription]:
        """Return what a subscriber ended under that number, once; nothing for anybody else."""
        taken = (
            delete(EndedSubscriptionsRow)
            .filter_by(id=number, subscriber_id=subscriber_id)
            .returning(EndedSubscriptionsRow.subscriptions)
        )
        with self._database.write() as session:
            values = session.scalar(taken)
        return [
            Subscription(
                subscriber_id=subscriber_id,
                target=one["target"],
                frequency=Frequency(one["frequency"]),
                min_severity=None if one["min_severity"] is None else Severity(one["min_severity"]),
            )
            for one in values or ()
        ]
