"""The archive of snapshots, versions and changes, for the tracker and the front ends."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from monitor.decision.known import Known, Needs
from monitor.model import Outcome, Snapshot, Version, VersionReason, content_type
from monitor.ports import CheckOutcome, CheckResult, Head, Quarantined, SourceState
from storage.archive.change_sets import ACCEPTED, record, stored_snapshots, texts_of
from storage.archive.known import load_known, newest_versions
from storage.archive.rows import snapshot_of
from storage.archive.shared_texts import SharedTexts
from storage.database import Database
from storage.tables.changes import SnapshotRow, VersionRow
from storage.tables.sources import HealthRow
from storage.types import pack


class SqlArchive:
    """The archive in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shared_texts = SharedTexts()

    def states(self, source_ids: Iterable[str]) -> dict[str, SourceState]:
        """Return what is known of each source."""
        ids = list(source_ids)
        if not ids:
            return {}
        known = select(
            HealthRow.source_id,
            HealthRow.body_sha256,
            HealthRow.captured_url,
            HealthRow.extraction_key,
            HealthRow.quarantined_sha256,
            HealthRow.quarantined_since,
            HealthRow.quarantined_url,
            HealthRow.refused_sha256,
            HealthRow.empty_since,
        ).where(HealthRow.source_id.in_(ids))
        with self._database.read() as session:
            heads = _heads(session, ids)
            health = {row.source_id: row for row in session.execute(known)}
        return {name: _state(health.get(name), heads[name]) for name in ids}

    def store(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots, once for each content, in a separate transaction."""
        if not snapshots:
            return
        by_content = {(one.source_id, one.sha256): one for one in snapshots}
        with self._database.write() as session:
            known = stored_snapshots(session, snapshots, SnapshotRow.status, SnapshotRow.headers)
            new = [one for key, one in by_content.items() if not _is_stored(one, known.get(key))]
            if new:
                session.execute(insert(SnapshotRow), [_columns(one) for one in new])

    def known(self, source_id: str, needs: Needs, now: datetime) -> Known:
        """Load what deciding needs of a source; run no statement when it needs nothing."""
        if not needs:
            return Known()
        with self._database.read() as session:
            return load_known(session, source_id, needs, self._shared_texts, now)

    def accepted_snapshot(self, source_id: str) -> Snapshot | None:
        """Return the last snapshot that passed the gate, with its bytes."""
        with self._database.read() as session:
            health = session.get(HealthRow, source_id)
            if health is None:
                return None
            row = _snapshot_row(session, source_id=source_id, sha256=health.body_sha256)
            return snapshot_of(row) if row else None

    def last_snapshot(self, source_id: str) -> Snapshot | None:
        """Return the last snapshot, accepted or not, with its bytes."""
        with self._database.read() as session:
            row = _last_row(session, source_id)
            return snapshot_of(row) if row else None

    def refused_snapshot(self, source_id: str) -> Snapshot | None:
        """Return the last snapshot, with its bytes, if it was refused; None if it was accepted."""
        with self._database.read() as session:
            health = session.get(HealthRow, source_id)
            if health is None or health.outcome != Outcome.REJECTED:
                return None
            row = _last_row(session, source_id)
            return snapshot_of(row) if row and row.verdict != ACCEPTED else None

    def recent(self, source_id: str, key: str, limit: int) -> tuple[Version, ...]:
        """Return the newest versions of one document, the newest first."""
        with self._database.read() as session:
            return newest_versions(session, source_id, key, limit)

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        """Write versions, changes, alerts, health and ends of checks in one transaction."""
        reread = [CheckOutcome(source, one.reread) for source, one in judged if one.reread]
        reread_texts, texts = texts_of(reread), texts_of(judged)
        with self._database.write() as session:
            if reread:
                record(session, reread, reread_texts, now)
            return record(session, judged, texts, now)


def _state(health: Any, heads: dict[str, Head]) -> SourceState:
    if health is None:
        return SourceState(heads=heads)
    since = health.quarantined_since
    quarantined = (
        Quarantined(text_sha256=health.quarantined_sha256, since=since, url=health.quarantined_url)
        if since
        else None
    )
    return SourceState(
        body_sha256=health.body_sha256,
        captured_url=health.captured_url,
        extraction_key=health.extraction_key,
        quarantined=quarantined,
        refused_sha256=health.refused_sha256,
        is_empty=health.empty_since is not None,
        heads=heads,
    )


def _heads(session: Session, source_ids: list[str]) -> dict[str, dict[str, Head]]:
    """Return the newest version of each document of each source."""
    newest = (
        select(func.max(VersionRow.id))
        .where(VersionRow.source_id.in_(source_ids))
        .group_by(VersionRow.source_id, VersionRow.key)
    )
    rows = session.execute(
        select(
            VersionRow.source_id,
            VersionRow.key,
            VersionRow.number,
            VersionRow.text_sha256,
            VersionRow.reason,
            VersionRow.recorded_at,
            VersionRow.title,
            VersionRow.url,
            VersionRow.published_at,
        ).where(VersionRow.id.in_(newest))
    )
    found: dict[str, dict[str, Head]] = defaultdict(dict)
    for row in rows:
        found[row.source_id][row.key] = _head(row)
    return found


def _head(row: Any) -> Head:
    return Head(
        number=row.number,
        text_sha256=row.text_sha256,
        reason=VersionReason(row.reason),
        recorded_at=row.recorded_at,
        title=row.title,
        url=row.url,
        published_at=row.published_at,
    )


def _snapshot_row(session: Session, **of: str) -> SnapshotRow | None:
    """Return the newest snapshot that matches: of a source, or of its bytes with a hash."""
    newest = select(SnapshotRow).filter_by(**of).order_by(SnapshotRow.id.desc())
    return session.scalar(newest.limit(1))


def _last_row(session: Session, source_id: str) -> SnapshotRow | None:
    """Return the last snapshot that came; its bytes may be stored earlier than others."""
    health = session.get(HealthRow, source_id)
    if health is None or not health.last_sha256:
        return _snapshot_row(session, source_id=source_id)
    return _snapshot_row(session, source_id=source_id, sha256=health.last_sha256)


def _is_stored(snapshot: Snapshot, row: Any) -> bool:
    """Return whether the row holds the snapshot: its bytes, read by the same status and type."""
    if row is None or row.status != snapshot.status:
        return False
    return content_type(row.headers) == snapshot.content_type


def _columns(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "source_id": snapshot.source_id,
        "url": snapshot.url,
        "fetched_at": snapshot.fetched_at,
        "status": snapshot.status,
        "headers": [list(header) for header in snapshot.headers],
        "sha256": snapshot.sha256,
        "body": pack(snapshot.body),
    }
