"""Figures of the service for monitoring, read in a few short queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.delivery.relays import is_not_paused
from storage.tables.changes import SnapshotRow, VersionRow
from storage.tables.delivery import DeliveryRow, DigestItemRow, OutboxRow
from storage.tables.jobs import CrawlJobRow
from storage.tables.sources import HealthRow
from storage.tables.subscribers import SubscriberRow

WINDOW = timedelta(hours=24)
_TABLES = (SnapshotRow, VersionRow, OutboxRow, DeliveryRow, DigestItemRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures at one moment. Counts by outcome cover the last 24 hours."""

    checks: Mapping[str, int]
    deliveries: Mapping[str, int]
    queue: Mapping[str, int]
    oldest_due: datetime | None
    checks_waiting: int
    last_good: datetime | None
    subscribers: int
    rows: Mapping[str, int]


def figures(database: Database, now: datetime) -> Figures:
    """Return the current figures."""
    since = now - WINDOW
    pending = (OutboxRow.status == "pending") & (OutboxRow.due_at <= now) & is_not_paused()
    with database.read() as session:
        return Figures(
            checks=_counted(session, CrawlJobRow.outcome, CrawlJobRow.finished_at > since),
            deliveries=_counted(session, DeliveryRow.outcome, DeliveryRow.attempted_at > since),
            queue=_counted(session, OutboxRow.channel, pending),
            oldest_due=session.scalar(select(func.min(OutboxRow.due_at)).where(pending)),
            checks_waiting=session.scalar(
                select(func.count()).select_from(CrawlJobRow).where(CrawlJobRow.state != "done")
            )
            or 0,
            last_good=session.scalar(select(func.max(HealthRow.good_at))),
            subscribers=session.scalar(
                select(func.count()).select_from(SubscriberRow).filter_by(active=True)
            )
            or 0,
            rows={
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
                for table in _TABLES
            },
        )


def _counted(session: Session, column: object, condition: object) -> dict[str, int]:
    query = select(column, func.count()).where(condition).group_by(column)  # type: ignore[call-overload]
    return {str(name): count for name, count in session.execute(query)}
