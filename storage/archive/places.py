"""What the archive knows of a page's places: its last changes, and what an operator said of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.assess.places import (
    LAST_CHANGES,
    REMEMBERED,
    Churn,
    PastChange,
    learn,
    volatile_places,
)
from monitor.model import ChangeKind
from storage.archive.rows import edit_of
from storage.database import Database
from storage.tables.changes import ChangeRow
from storage.tables.sources import SignificantPlaceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlaces:
    """The volatile places of a source, silent, and those that an operator marked as significant."""

    volatile: tuple[Churn, ...]
    significant: frozenset[str]


class VolatilePlaces:
    """The places of sources, for the operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_id: str, now: datetime) -> SourcePlaces:
        """Return the places of a source."""
        with self._database.read() as session:
            changes = past_changes(session, source_id, now)
            significant = significant_places(session, source_id)
        volatile = volatile_places(learn(changes, now, significant))
        return SourcePlaces(volatile=tuple(volatile), significant=significant)

    def mark(self, source_id: str, place: str, now: datetime) -> bool:
        """Mark a volatile place as significant; return whether the source has it."""
        places = self.of(source_id, now)
        if place not in places.significant | {found.place for found in places.volatile}:
            return False
        with self._database.write() as session:
            session.merge(SignificantPlaceRow(source_id=source_id, place=place, added_at=now))
        return True

    def unmark(self, source_id: str, place: str) -> bool:
        """Let a place be silent again; return whether it was marked."""
        with self._database.write() as session:
            if place not in significant_places(session, source_id):
                return False
            session.execute(delete(SignificantPlaceRow).filter_by(source_id=source_id, place=place))
            return True


def past_changes(session: Session, source_id: str, now: datetime) -> tuple[PastChange, ...]:
    """Return the last changes of a page that still count, the oldest first."""
    query = (
        select(ChangeRow.detected_at, ChangeRow.edits)
        .filter_by(source_id=source_id, kind=ChangeKind.CONTENT)
        .where(ChangeRow.detected_at >= now - REMEMBERED)
        .order_by(ChangeRow.id.desc())
        .limit(LAST_CHANGES)
    )
    return tuple(
        PastChange(detected_at=at, edits=tuple(map(edit_of, edits)))
        for at, edits in reversed(session.execute(query).all())
    )


def significant_places(session: Session, source_id: str) -> frozenset[str]:
    """Return the places that an operator marked as significant."""
    query = select(SignificantPlaceRow.place).filter_by(source_id=source_id)
    return frozenset(session.scalars(query))
