"""Queries for snapshots: the list of those of a source, and their bytes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from monitor.model import Snapshot, Version
from storage.archive.rows import snapshot_of, version_of
from storage.database import Database
from storage.tables.changes import SnapshotRow, VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """One snapshot without its bytes. `verdict`: `accepted`, or why it was refused.

    `stored`: its compressed size in bytes.
    """

    id: int
    fetched_at: datetime
    status: int
    verdict: str
    sha256: str
    stored: int


class Snapshots:
    """Queries for snapshots."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_id: str, limit: int, before: int | None = None) -> list[SnapshotLine]:
        """Return a source's snapshots, the newest first; `before`: only smaller ids."""
        columns = (
            SnapshotRow.id,
            SnapshotRow.fetched_at,
            SnapshotRow.status,
            SnapshotRow.verdict,
            SnapshotRow.sha256,
            func.length(SnapshotRow.body).label("stored"),
        )
        query = select(*columns).where(SnapshotRow.source_id == source_id)
        query = query.where(SnapshotRow.id < before) if before is not None else query
        query = query.order_by(SnapshotRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return [SnapshotLine(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name for it

    def get(self, source_id: str, number: int) -> Snapshot | None:
        """Return one snapshot with its bytes."""
        query = select(SnapshotRow).filter_by(source_id=source_id, id=number)
        with self._database.read() as session:
            row = session.scalar(query)
            return snapshot_of(row) if row else None

    def of_version(self, source_id: str, number: int) -> Snapshot | None:
        """Return the snapshot that a version was extracted from; None when it has none."""
        query = (
            select(SnapshotRow)
            .join(VersionRow, VersionRow.snapshot_id == SnapshotRow.id)
            .where(VersionRow.source_id == source_id, VersionRow.number == number)
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return snapshot_of(row) if row else None

    def version_ids(self) -> list[int]:
        """Return the row ids of all versions."""
        with self._database.read() as session:
            return list(session.scalars(select(VersionRow.id)))

    def evidence(self, version_id: int) -> tuple[Version, Snapshot | None]:
        """Return a version by its row id, and the snapshot that it was extracted from."""
        with self._database.read() as session:
            row = session.get_one(VersionRow, version_id)
            snapshot = session.get(SnapshotRow, row.snapshot_id) if row.snapshot_id else None
            return version_of(row), snapshot_of(snapshot) if snapshot else None
