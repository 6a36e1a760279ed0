"""All data that is stored about one subscriber, from every table."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, Table, select

from storage.database import Database
from storage.delivery.sealing import Sealer, sealer_of
from storage.tables.declarative import Base
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

_OWNER = "subscriber_id"


class PersonalData:
    """Export what is stored about a subscriber; `Subscribers.remove` erases the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, subscriber_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of each table as plain values; new tables are included automatically."""
        subscriber = Base.metadata.tables[SubscriberRow.__tablename__]
        queries: dict[str, Select[Any]] = {
            subscriber.name: select(subscriber).where(SubscriberRow.id == subscriber_id)
        }
        for table in owned_tables():
            queries[table.name] = select(table).where(table.c[_OWNER] == subscriber_id)
        outbox_ids = select(OutboxRow.id).where(OutboxRow.subscriber_id == subscriber_id)
        deliveries = Base.metadata.tables[DeliveryRow.__tablename__]
        queries[deliveries.name] = select(deliveries).where(DeliveryRow.outbox_id.in_(outbox_ids))
        with self._database.read() as session:
            sealer = sealer_of(session)
            return {
                name: [
                    {key: _plain(value, sealer) for key, value in row.items()}
                    for row in session.execute(query).mappings()
                ]
                for name, query in queries.items()
            }


def owned_tables() -> list[Table]:
    """Return the tables that reference a subscriber."""
    return [table for table in Base.metadata.sorted_tables if _OWNER in table.c]


def _plain(value: Any, sealer: Sealer) -> Any:
    """Return a value as JSON has it. Of what a subscriber owns, only what is sealed is bytes."""
    if isinstance(value, bytes):
        return sealer.open(value)
    return value.isoformat() if isinstance(value, date | datetime | time) else value
