"""What operators decide on quarantined snapshots; of two who decide at once, the first wins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from storage.database import Database
from storage.tables.sources import HealthRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldVersion:
    """A quarantined snapshot. `text_sha256`: says which; `is_refused`: by an operator."""

    source_id: str
    since: datetime
    text_sha256: str
    is_refused: bool


class Quarantine:
    """The quarantined snapshots: one at most of each source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, source_id: str) -> HeldVersion | None:
        """Return what is quarantined of a source, refused or not."""
        with self._database.read() as session:
            row = session.get(HealthRow, source_id)
            if row is None or row.quarantined_since is None:
                return None
            return HeldVersion(
                source_id=source_id,
                since=row.quarantined_since,
                text_sha256=row.quarantined_sha256,
                is_refused=row.refused_sha256 == row.quarantined_sha256,
            )

    def refuse(self, source_id: str, seen: str = "") -> bool:
        """Refuse what is quarantined, however often it returns; return False if nothing waits.

        `seen`: the text hash of what the operator saw; something else is not refused.
        """
        waits = and_(HealthRow.source_id == source_id, _waits())
        if seen:
            waits = and_(waits, HealthRow.quarantined_sha256 == seen)
        refused = update(HealthRow).where(waits)
        with self._database.write() as session:
            done = session.execute(refused.values(refused_sha256=HealthRow.quarantined_sha256))
            return bool(done.rowcount)  # type: ignore[attr-defined]

    def unrefuse(self, source_id: str, refused: str) -> bool:
        """Let the snapshot wait again that was refused; return False if another one is held now."""
        query = update(HealthRow).where(
            HealthRow.source_id == source_id,
            HealthRow.quarantined_sha256 == refused,
            HealthRow.refused_sha256 == refused,
        )
        with self._database.write() as session:
            done = session.execute(query.values(refused_sha256=""))
            return bool(done.rowcount)  # type: ignore[attr-defined]

    def release(self, source_id: str, claimed: str) -> None:
        """End a claim: `refuse` claims a snapshot for whoever accepts it, so that nobody else does."""
        query = update(HealthRow).where(
            HealthRow.source_id == source_id, HealthRow.refused_sha256 == claimed
        )
        with self._database.write() as session:
            session.execute(query.values(refused_sha256=""))

    def refused(self) -> frozenset[str]:
        """Return the sources whose quarantined snapshot an operator refused."""
        query = select(HealthRow.source_id).where(
            HealthRow.quarantined_since.is_not(None),
            HealthRow.quarantined_sha256 == HealthRow.refused_sha256,
        )
        with self._database.read() as session:
            return frozenset(session.scalars(query))


def _waits() -> ColumnElement[bool]:
    return and_(
        HealthRow.quarantined_since.is_not(None),
        HealthRow.quarantined_sha256 != HealthRow.refused_sha256,
    )
