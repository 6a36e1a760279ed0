"""Captures, versions and changes: the tracker's archive (monitor.ports.Archive)."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from monitor.model import Outcome, Snapshot, Version, VersionReason
from monitor.ports import Head, Held, NewChange, NewVersion, Recording, Result, SourceState
from monitor.source import Source
from monitor.text import chained
from storage.database import Database
from storage.events import join_event
from storage.health import settle
from storage.jobs import end_check
from storage.proposals import note_proposals
from storage.routes import owe
from storage.rows import blocks_to_json, change_of, snapshot_of, version_of
from storage.search import index_change, index_rule
from storage.tables import (
    ChangeRow,
    HealthRow,
    SnapshotRow,
    VersionRow,
)

# A text that was current this lately and comes back is flapping, not a new rule.
_RECENT = timedelta(days=30)
_ACCEPTED = "accepted"


class SqlArchive:
    """The archive in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, source_id: str) -> SourceState:
        """What is known of the source."""
        known = select(
            HealthRow.body_sha256,
            HealthRow.extraction_key,
            HealthRow.held_sha256,
            HealthRow.held_since,
            HealthRow.refused_sha256,
        ).filter_by(source_id=source_id)
        with self._database.read() as session:
            health = session.execute(known).first()
            heads = _heads(session, source_id)
        if health is None:
            return SourceState(heads=heads)
        since = health.held_since
        held = Held(text_sha256=health.held_sha256, since=since) if since else None
        return SourceState(
            body_sha256=health.body_sha256,
            extraction_key=health.extraction_key,
            held=held,
            refused_sha256=health.refused_sha256,
            heads=heads,
        )

    def keep(self, snapshot: Snapshot) -> None:
        """Store the bytes, once for each content, in a transaction of their own."""
        with self._database.write() as session:
            if _snapshot_id(session, snapshot.source_id, snapshot.sha256) is None:
                session.add(_new_snapshot(snapshot))

    def version(self, source_id: str, number: int) -> Version:
        """One stored version; LookupError when there is none."""
        with self._database.read() as session:
            row = session.scalar(select(VersionRow).filter_by(source_id=source_id, number=number))
            if row is None:
                raise LookupError(f"{source_id} has no version {number}")
            return version_of(row)

    def accepted_snapshot(self, source_id: str) -> Snapshot | None:
        """The last capture that passed the gate, with its bytes."""
        with self._database.read() as session:
            health = session.get(HealthRow, source_id)
            row = _snapshot_row(session, source_id, health.body_sha256) if health else None
            return snapshot_of(row) if row else None

    def last_snapshot(self, source_id: str) -> Snapshot | None:
        """The last capture that came, true or not, with its bytes."""
        with self._database.read() as session:
            row = _newest_snapshot(session, source_id)
            return snapshot_of(row) if row else None

    def refused_snapshot(self, source_id: str) -> Snapshot | None:
        """The last capture, with its bytes, if it was refused; None if it was a true one."""
        with self._database.read() as session:
            health = session.get(HealthRow, source_id)
            if health is None or health.outcome != Outcome.REJECTED:
                return None
            row = _newest_snapshot(session, source_id)
            return snapshot_of(row) if row and row.verdict != _ACCEPTED else None

    def was_current(self, source_id: str, key: str, text_sha256: str, now: datetime) -> int | None:
        """The number of an earlier version of that text that was current lately."""
        with self._database.read() as session:
            rows = session.execute(
                select(VersionRow.number, VersionRow.text_sha256, VersionRow.recorded_at)
                .filter_by(source_id=source_id, key=key)
                .order_by(VersionRow.number)
            ).all()
        for row, successor in pairwise(rows):
            recent = now - successor.recorded_at <= _RECENT
            if row.text_sha256 == text_sha256 and recent:
                return int(row.number)
        return None

    def recent(self, source_id: str, key: str, limit: int) -> tuple[Version, ...]:
        """The newest versions of one document, the newest first."""
        query = (
            select(VersionRow)
            .filter_by(source_id=source_id, key=key)
            .order_by(VersionRow.number.desc())
        )
        with self._database.read() as session:
            return tuple(version_of(row) for row in session.scalars(query.limit(limit)))

    def record(self, source: Source, recording: Recording, now: datetime) -> Result:
        """Versions, changes, the alerts they owe, the health, the check: one transaction."""
        with self._database.write() as session:
            snapshot = _judged_snapshot(session, recording)
            number = change_id = None
            for new in recording.versions:
                row = _add_version(session, source, new, recording, snapshot, now)
                number = row.number
                if new.change:
                    change_id = _add_change(session, source, new, row, now)
            settle(session, source, recording, now)
            note_proposals(session, source, recording, now)
            result = Result(
                source_id=source.id,
                outcome=recording.outcome,
                version=_last_number(session, source.id) if number is None else number,
                change=change_id,
                reason=recording.reason,
            )
            if recording.ends_check:
                end_check(session, result, now)
        return result


def _heads(session: Session, source_id: str) -> dict[str, Head]:
    newest = select(func.max(VersionRow.id)).filter_by(source_id=source_id).group_by(VersionRow.key)
    rows = session.execute(
        select(
            VersionRow.key,
            VersionRow.number,
            VersionRow.text_sha256,
            VersionRow.reason,
            VersionRow.recorded_at,
        ).where(VersionRow.id.in_(newest))
    )
    return {row.key: _head(row) for row in rows}


def _head(row: Any) -> Head:
    return Head(
        number=row.number,
        text_sha256=row.text_sha256,
        reason=VersionReason(row.reason),
        recorded_at=row.recorded_at,
    )


def _snapshot_row(session: Session, source_id: str, digest: str) -> SnapshotRow | None:
    return session.scalar(
        select(SnapshotRow).filter_by(source_id=source_id, sha256=digest).limit(1)
    )


def _snapshot_id(session: Session, source_id: str, digest: str) -> int | None:
    """The capture's number; its bytes are not read."""
    query = select(SnapshotRow.id).filter_by(source_id=source_id, sha256=digest)
    return session.scalar(query.limit(1))


def _newest_snapshot(session: Session, source_id: str) -> SnapshotRow | None:
    newest = select(SnapshotRow).filter_by(source_id=source_id).order_by(SnapshotRow.id.desc())
    return session.scalar(newest.limit(1))


def _new_snapshot(snapshot: Snapshot) -> SnapshotRow:
    return SnapshotRow(
        source_id=snapshot.source_id,
        url=snapshot.url,
        fetched_at=snapshot.fetched_at,
        status=snapshot.status,
        headers=[list(header) for header in snapshot.headers],
        sha256=snapshot.sha256,
        body=snapshot.body,
    )


def _judged_snapshot(session: Session, recording: Recording) -> int | None:
    """The capture's number, its verdict noted."""
    if recording.snapshot is None:
        return None
    snapshot = recording.snapshot
    number = _snapshot_id(session, snapshot.source_id, snapshot.sha256)
    refused = recording.reason.partition(":")[0]
    verdict = _ACCEPTED if recording.accepted else refused[:40]
    session.execute(
        update(SnapshotRow)
        .where(SnapshotRow.id == number, SnapshotRow.verdict != verdict)
        .values(verdict=verdict)
        .execution_options(synchronize_session=False)
    )
    return number


def _last_number(session: Session, source_id: str) -> int | None:
    query = select(func.max(VersionRow.number)).filter_by(source_id=source_id)
    return session.scalar(query)


def _add_version(
    session: Session,
    source: Source,
    new: NewVersion,
    recording: Recording,
    snapshot_id: int | None,
    now: datetime,
) -> VersionRow:
    newest = (
        select(VersionRow.number, VersionRow.chain_sha256)
        .filter_by(source_id=source.id)
        .order_by(VersionRow.number.desc())
    )
    last = session.execute(newest.limit(1)).first()
    snapshot_sha256 = recording.snapshot.sha256 if recording.snapshot and snapshot_id else ""
    before = last.chain_sha256 if last else ""
    row = VersionRow(
        source_id=source.id,
        number=(last.number if last else 0) + 1,
        key=new.document.key,
        recorded_at=now,
        reason=new.reason,
        title=new.document.title,
        url=new.document.url,
        published_at=new.document.published_at,
        blocks=blocks_to_json(new.document.blocks),
        links=[[link.text, link.url] for link in new.document.links],
        text_sha256=new.text_sha256,
        snapshot_sha256=snapshot_sha256,
        chain_sha256=chained(before, new.text_sha256, snapshot_sha256),
        extraction_key=recording.extraction_key,
        snapshot_id=snapshot_id,
    )
    session.add(row)
    session.flush()
    index_rule(session, source.id, row.number, new.document)
    return row


def _add_change(
    session: Session,
    source: Source,
    new: NewVersion,
    version: VersionRow,
    now: datetime,
) -> int:
    """The change and the alerts that it owes."""
    assert new.change is not None  # noqa: S101 - the caller looked; tells mypy
    before = session.scalar(
        select(func.max(VersionRow.number)).where(
            VersionRow.source_id == source.id,
            VersionRow.key == version.key,
            VersionRow.number < version.number,
        )
    )
    row = ChangeRow(
        source_id=source.id,
        category=source.category,
        detected_at=now,
        title=new.document.title,
        url=new.document.url or source.url,
        from_version=before,
        to_version=version.number,
        **_change_columns(new.change),
    )
    session.add(row)
    session.flush()
    join_event(session, source, row, new.document.text)
    change = change_of(row)
    index_change(session, change)
    owe(session, change, source, now)
    return row.id


def _change_columns(change: NewChange) -> dict[str, Any]:
    """The columns that tell what changed."""
    assessment = change.assessment
    return {
        "kind": change.kind,
        "summary": change.summary,
        "severity": int(assessment.severity),
        "rules": assessment.rules,
        "topics": list(assessment.topics),
        "effective_date": assessment.effective_date,
        "dates": [[stated.kind, stated.day.isoformat()] for stated in assessment.dates],
        "reasons": [[r.rule, int(r.severity), list(r.words)] for r in assessment.reasons],
        "edits": [[e.op, list(e.path), e.before, e.after, e.similarity] for e in change.edits],
    }
