"""How long records are kept. Versions and changes stay for ever, with the bytes they came from.

Snapshots that became no version are pruned: all are kept for three days, one a day for a month, one
a month for a year. What was sent, and to whom, is kept for 200 days: an event is open for 180.
What operators did is kept for 400 days, as are pictures, which can be drawn again from their captures.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, func, select, text

from storage.database import Database
from storage.tables.changes import SnapshotRow, VersionRow
from storage.tables.delivery import DigestRow, OutboxRow
from storage.tables.operators import OperatorActRow
from storage.tables.pictures import PictureRow
from storage.tables.sources import HealthRow
from storage.tables.subscribers import MuteRow

_ALL = timedelta(days=3)
_DAILY = timedelta(days=31)
_MONTHLY = timedelta(days=400)
_SENT = timedelta(days=200)
_ACTS = timedelta(days=400)
_PICTURES = timedelta(days=400)
# Rows for each transaction, so that nobody waits long for the lock.
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows were deleted."""

    snapshots: int
    messages: int
    digests: int


def prune(database: Database, now: datetime) -> Pruned:
    """Delete what is past its retention time."""
    surplus = _surplus(database, now)
    for start in range(0, len(surplus), _BATCH):
        with database.write() as session:
            session.execute(
                delete(SnapshotRow).where(SnapshotRow.id.in_(surplus[start : start + _BATCH]))
            )
    with database.write() as session:
        session.execute(delete(MuteRow).where(MuteRow.until < now))
        session.execute(delete(OperatorActRow).where(OperatorActRow.at < now - _ACTS))
        session.execute(delete(PictureRow).where(PictureRow.drawn_at < now - _PICTURES))
    return Pruned(
        snapshots=len(surplus),
        messages=_delete_old(database, OutboxRow, now),
        digests=_delete_old(database, DigestRow, now),
    )


def vacuum(database: Database) -> None:
    """Return freed space to the disk; on SQLite, nobody can write meanwhile."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            raw.execute("VACUUM")  # type: ignore[union-attr]
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        else:
            connection.execute(text("VACUUM ANALYZE"))


def _surplus(database: Database, now: datetime) -> list[int]:
    """Return expired snapshots that no version came from; the newest of a source stays."""
    newest = select(func.max(SnapshotRow.id)).group_by(SnapshotRow.source_id)
    # The next re-reading starts from the last accepted snapshot, and an operator judges the last one.
    # Either may be an old row: bytes that come back are not stored again.
    is_last = exists().where(
        HealthRow.source_id == SnapshotRow.source_id,
        SnapshotRow.sha256.in_([HealthRow.body_sha256, HealthRow.last_sha256]),
    )
    query = (
        select(SnapshotRow.id, SnapshotRow.source_id, SnapshotRow.fetched_at)
        .where(
            SnapshotRow.fetched_at < now - _ALL,
            SnapshotRow.id.not_in(newest),
            ~is_last,
            ~exists().where(VersionRow.snapshot_id == SnapshotRow.id),
        )
        .order_by(SnapshotRow.id)
    )
    with database.read() as session:
        rows = session.execute(query).all()
    kept: set[tuple[str, str]] = set()
    surplus = []
    for row in rows:
        period = _period(row.fetched_at, now)
        if period is None or (row.source_id, period) in kept:
            surplus.append(row.id)
        else:
            kept.add((row.source_id, period))
    return surplus


def _period(fetched_at: datetime, now: datetime) -> str | None:
    """Return the day or month for which one snapshot is kept; None when it is too old."""
    age = now - fetched_at
    if age > _MONTHLY:
        return None
    return f"{fetched_at:%Y-%m-%d}" if age <= _DAILY else f"{fetched_at:%Y-%m}"


def _delete_old(database: Database, table: type[OutboxRow] | type[DigestRow], now: datetime) -> int:
    deleted = 0
    while True:
        with database.write() as session:
            ids = session.scalars(_old(table, now - _SENT).limit(_BATCH)).all()
            session.execute(delete(table).where(table.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < _BATCH:
            return deleted


def _old(table: type[OutboxRow] | type[DigestRow], before: datetime) -> Select[int]:
    if table is OutboxRow:
        return select(OutboxRow.id).where(
            OutboxRow.status != "pending", OutboxRow.created_at < before
        )
    return select(DigestRow.id).where(DigestRow.until < before)
