"""Queries for recorded changes and versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import defer

from monitor.model import Change, Severity, Version, VersionReason
from storage.archive.rows import change_of, version_of
from storage.archive.search_index import Index, found
from storage.database import Database
from storage.queries.browsing import ChangeFilter, matching
from storage.tables.changes import ChangeRow, PassageRow, VersionRow

# A version's number has 31 bits, and PostgreSQL refuses to look for a larger one.
_LARGEST = 2**31 - 1
# Rows in memory at a time where few of many match.
_PART = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One line of a source's history, without its text."""

    number: int
    recorded_at: datetime
    reason: VersionReason
    title: str
    key: str
    text_sha256: str
    snapshot_sha256: str
    chain_sha256: str


class PassageLine(NamedTuple):
    """A document that a search found, by its current version."""

    source_id: str
    key: str
    number: int


class History:
    """Queries for versions and changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changes(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source_id: str = "",
        category: str = "",
        topic: str = "",
        min_severity: Severity = Severity.MINOR,
        limit: int | None = None,
    ) -> list[Change]:
        """Return the changes that match, the newest first; `since` exclusive, `until` inclusive."""
        change_filter = ChangeFilter(
            category=category,
            topic=topic,
            sources=frozenset({source_id}) if source_id else None,
            min_severity=min_severity,
            since=since,
            until=until,
        )
        query = select(ChangeRow).where(*matching(change_filter))
        query = query.order_by(ChangeRow.detected_at.desc(), ChangeRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return [change_of(row) for row in session.scalars(query)]

    def silenced(self, source_id: str, limit: int | None = None) -> list[Change]:
        """Return a source's changes that alerted nobody, the newest first."""
        query = (
            select(ChangeRow)
            .where(ChangeRow.source_id == source_id, ChangeRow.severity == int(Severity.COSMETIC))
            .order_by(ChangeRow.id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [change_of(row) for row in session.scalars(query)]

    def upcoming(self, day: date, since: datetime, *, with_edits: bool = True) -> list[Change]:
        """Return the changes detected after `since` that state a date on or after `day`."""
        query = select(ChangeRow).where(
            ChangeRow.detected_at > since,
            ChangeRow.severity >= int(Severity.MINOR),
            or_(ChangeRow.effective_date >= day, cast(ChangeRow.dates, Text) != "[]"),
        )
        query = query if with_edits else query.options(defer(ChangeRow.edits))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(ChangeRow.id).execution_options(yield_per=_PART))
            read = (change_of(row, with_edits=with_edits) for row in rows)
            return [c for c in read if any(stated.day >= day for stated in c.assessment.dates)]

    def search(self, words: Iterable[str], limit: int) -> list[Change]:
        """Return the changes with all words in their title, summary or text, the newest first."""
        with self._database.read() as session:
            ids = found(session, Index.CHANGES, words, limit)
            query = select(ChangeRow).where(ChangeRow.id.in_(ids)).order_by(ChangeRow.id.desc())
            return [change_of(row) for row in session.scalars(query)]

    def search_rules(self, words: Iterable[str], limit: int) -> list[PassageLine]:
        """Return the documents that contain all words now, the newest first."""
        with self._database.read() as session:
            ids = found(session, Index.RULES, words, limit)
            columns = PassageRow.source_id, PassageRow.key, PassageRow.number
            query = select(*columns).where(PassageRow.id.in_(ids)).order_by(PassageRow.id.desc())
            return list(dict.fromkeys(PassageLine(*row) for row in session.execute(query)))

    def calendar(self, day: date) -> list[Change]:
        """Return the changes that take effect on that day or later, the soonest first."""
        query = (
            select(ChangeRow)
            .where(ChangeRow.effective_date >= day)
            .order_by(ChangeRow.effective_date, ChangeRow.id)
        )
        with self._database.read() as session:
            return [change_of(row) for row in session.scalars(query)]

    def change(self, change_id: int) -> Change | None:
        """Return one change."""
        with self._database.read() as session:
            row = session.get(ChangeRow, change_id)
            return change_of(row) if row else None

    def neighbours(self, change: Change) -> tuple[int | None, int | None]:
        """Return the ids of a source's change before this one and of the one after it; none is silent."""
        told = select(ChangeRow.id).where(
            ChangeRow.source_id == change.source_id, ChangeRow.severity >= int(Severity.MINOR)
        )
        before = told.where(ChangeRow.id < change.id).order_by(ChangeRow.id.desc()).limit(1)
        after = told.where(ChangeRow.id > change.id).order_by(ChangeRow.id).limit(1)
        with self._database.read() as session:
            return session.scalar(before), session.scalar(after)

    def changes_of(self, ids: Iterable[int], *, with_edits: bool = True) -> list[Change]:
        """Return those changes, ordered by id."""
        query = select(ChangeRow).where(ChangeRow.id.in_(list(ids))).order_by(ChangeRow.id)
        query = query if with_edits else query.options(defer(ChangeRow.edits))
        with self._database.read() as session:
            return [change_of(row, with_edits=with_edits) for row in session.scalars(query)]

    def versions(self, source_id: str) -> list[VersionLine]:
        """Return a source's versions, the oldest first."""
        return self.last_versions(source_id)[::-1]

    def last_versions(
        self, source_id: str, limit: int | None = None, before: int | None = None
    ) -> list[VersionLine]:
        """Return a source's versions, the newest first; `before`: only smaller numbers."""
        columns = (
            VersionRow.number,
            VersionRow.recorded_at,
            VersionRow.reason,
            VersionRow.title,
            VersionRow.key,
            VersionRow.text_sha256,
            VersionRow.snapshot_sha256,
            VersionRow.chain_sha256,
        )
        query = select(*columns).filter_by(source_id=source_id)
        if before is not None:
            query = query.where(VersionRow.number < min(before, _LARGEST))
        query = query.order_by(VersionRow.number.desc()).limit(limit)
        with self._database.read() as session:
            return [
                VersionLine(
                    number=row.number,
                    recorded_at=row.recorded_at,
                    reason=VersionReason(row.reason),
                    title=row.title,
                    key=row.key,
                    text_sha256=row.text_sha256,
                    snapshot_sha256=row.snapshot_sha256,
                    chain_sha256=row.chain_sha256,
                )
                for row in session.execute(query)
            ]

    def sizes(self, source_id: str, limit: int) -> list[tuple[int, int]]:
        """Return a page's last versions, the oldest first: number, and size of the stored text in bytes."""
        size = func.length(VersionRow.blocks)
        query = select(VersionRow.number, size).where(
            VersionRow.source_id == source_id, VersionRow.key == ""
        )
        query = query.order_by(VersionRow.number.desc()).limit(limit)
        with self._database.read() as session:
            rows = session.execute(query).all()
        return [(number, stored) for number, stored in reversed(rows)]

    def version(self, source_id: str, number: int | None = None) -> Version | None:
        """Return one version, or the newest when no number is given."""
        query = select(VersionRow).filter_by(source_id=source_id)
        query = query.filter_by(number=min(number, _LARGEST)) if number else query
        query = query.order_by(VersionRow.number.desc()).limit(1)
        with self._database.read() as session:
            row = session.scalar(query)
            return version_of(row) if row else None

    def before(self, version: Version) -> Version | None:
        """Return the version of the same document that this one superseded."""
        query = (
            select(VersionRow)
            .where(
                VersionRow.source_id == version.source_id,
                VersionRow.key == version.document.key,
                VersionRow.number < version.number,
            )
            .order_by(VersionRow.number.desc())
            .limit(1)
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return version_of(row) if row else None

    def counts(self, source_ids: Iterable[str]) -> dict[str, int]:
        """Count the versions of each source."""
        ids = set(source_ids)
        query = select(VersionRow.source_id, func.count()).group_by(VersionRow.source_id)
        with self._database.read() as session:
            return {sid: n for sid, n in session.execute(query) if sid in ids}
