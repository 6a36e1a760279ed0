"""Write change sets: several sources at a time, in one transaction.

Each statement writes many rows: storing an unchanged page alone takes five times as long.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.model import Document, Snapshot, VersionReason
from monitor.ports import ChangeSet, CheckOutcome, CheckResult, NewChange, NewVersion
from monitor.source import Source
from monitor.text import chained
from storage.archive.cases import join_case
from storage.archive.events import join_event
from storage.archive.health import update_health
from storage.archive.proposals import note_proposals
from storage.archive.rows import blocks_to_json, change_of, edit_to_json
from storage.archive.search_index import SearchDocument, index_change, index_documents
from storage.delivery.routing import enqueue
from storage.jobs.crawl_jobs import end_checks
from storage.tables.changes import ChangeRow, SnapshotRow, VersionRow
from storage.tables.sources import HealthRow
from storage.types import Packed, pack_json

ACCEPTED = "accepted"


class _Numbered(NamedTuple):
    """A new version and its number within its source."""

    source: Source
    new: NewVersion
    number: int


class _Text(NamedTuple):
    """A version's text and links, as they are stored."""

    blocks: Packed
    links: Packed


# The texts of each source's new versions, in their order.
Texts = dict[str, list[_Text]]


def texts_of(judged: Iterable[CheckOutcome]) -> Texts:
    """Compress the texts for `record`, before its transaction makes others wait."""
    return {
        source.id: [_text(new.document) for new in change_set.versions]
        for source, change_set in judged
    }


def _text(document: Document) -> _Text:
    links = [[link.text, link.url] for link in document.links]
    return _Text(pack_json(blocks_to_json(document.blocks)), pack_json(links))


def record(
    session: Session, judged: Sequence[CheckOutcome], texts: Texts, now: datetime
) -> list[CheckResult]:
    """Write versions, changes, alerts, health and ends of checks; return the results in order."""
    snapshot_ids = _store_verdicts(session, judged)
    last = _last_numbers(session, judged)
    added = _add_versions(session, judged, texts, snapshot_ids, last, now)
    index_documents(session, [_search_document(version) for version in added])
    changes = {
        v.source.id: _add_change(session, v.source, v.new, v.new.change, v.number, now)
        for v in added
        if v.new.change
    }
    update_health(session, judged, now)
    for source, change_set in judged:
        note_proposals(session, source, change_set, now)
    last |= {v.source.id: v.number for v in added}
    results = [
        CheckResult(
            source_id=source.id,
            outcome=change_set.outcome,
            version=last.get(source.id),
            change=changes.get(source.id),
            reason=change_set.reason,
        )
        for source, change_set in judged
    ]
    ended = zip(results, judged, strict=True)
    end_checks(session, [result for result, one in ended if one.change_set.ends_check], now)
    return results


def _search_document(version: _Numbered) -> SearchDocument:
    document, reason = version.new.document, version.new.reason
    return SearchDocument(
        source_id=version.source.id,
        key=document.key,
        number=version.number,
        words=f"{document.title}\n{document.text}",
        is_new=reason in {VersionReason.FIRST, VersionReason.NOTICE},
    )


def stored_snapshots(
    session: Session, snapshots: Iterable[Snapshot], *more: InstrumentedAttribute[Any]
) -> dict[tuple[str, str], Any]:
    """Return the newest row of each stored snapshot, by source and hash: id, verdict, `more`.

    Reads no bytes. The source is part of the key: other sources may have stored the same bytes.
    """
    pairs = {(one.source_id, one.sha256) for one in snapshots}
    if not pairs:
        return {}
    source_id, digest = SnapshotRow.source_id, SnapshotRow.sha256
    query = (
        select(source_id, digest, SnapshotRow.id, SnapshotRow.verdict, *more)
        .where(tuple_(source_id, digest).in_(pairs))
        .order_by(SnapshotRow.id)
    )
    return {(row.source_id, row.sha256): row for row in session.execute(query)}


def _store_verdicts(session: Session, judged: Iterable[CheckOutcome]) -> dict[str, int]:
    """Store the verdict on each source's snapshot; return the snapshots' ids by source."""
    change_sets = {one.source.id: one.change_set for one in judged if one.change_set.snapshot}
    stored = stored_snapshots(session, (r.snapshot for r in change_sets.values() if r.snapshot))
    verdicts: dict[str, list[int]] = defaultdict(list)
    for row in stored.values():
        verdict = _verdict(change_sets[row.source_id])
        if row.verdict != verdict:
            verdicts[verdict].append(row.id)
    for verdict, ids in verdicts.items():
        statement = update(SnapshotRow).where(SnapshotRow.id.in_(ids)).values(verdict=verdict)
        session.execute(statement.execution_options(synchronize_session=False))
    return {row.source_id: row.id for row in stored.values()}


def _verdict(change_set: ChangeSet) -> str:
    return ACCEPTED if change_set.accepted else change_set.reason.code[:40]


def _last_numbers(session: Session, judged: Iterable[CheckOutcome]) -> dict[str, int]:
    """Return the number of each source's newest version; no health row means no version."""
    number = (
        select(func.max(VersionRow.number))
        .where(VersionRow.source_id == HealthRow.source_id)
        .scalar_subquery()
    )
    query = select(HealthRow.source_id, number).where(
        HealthRow.source_id.in_([source.id for source, _ in judged])
    )
    return {source_id: last for source_id, last in session.execute(query) if last}


def _add_versions(
    session: Session,
    judged: Iterable[CheckOutcome],
    texts: Texts,
    snapshot_ids: dict[str, int],
    last: dict[str, int],
    now: datetime,
) -> list[_Numbered]:
    """Insert each source's new versions, numbered from its last one and chained to it."""
    rows: list[dict[str, Any]] = []
    added: list[_Numbered] = []
    for source, change_set in (one for one in judged if one.change_set.versions):
        number = last.get(source.id, 0)
        chain = _chain(session, source.id, number)
        for new, text in zip(change_set.versions, texts[source.id], strict=True):
            number += 1
            row = _version_columns(source, new, change_set, snapshot_ids.get(source.id))
            chain = chained(chain, new.text_sha256, row["snapshot_sha256"])
            row |= {"number": number, "chain_sha256": chain, "recorded_at": now}
            rows.append(row | text._asdict())
            added.append(_Numbered(source, new, number))
    if rows:
        session.execute(insert(VersionRow), rows)
    return added


def _chain(session: Session, source_id: str, number: int) -> str:
    """Return the hash that the next version is chained to; '' for the first one."""
    if not number:
        return ""
    query = select(VersionRow.chain_sha256).filter_by(source_id=source_id, number=number)
    return session.scalars(query).one()


def _version_columns(
    source: Source, new: NewVersion, change_set: ChangeSet, snapshot_id: int | None
) -> dict[str, Any]:
    document = new.document
    return {
        "source_id": source.id,
        "key": document.key,
        "reason": new.reason,
        "title": document.title,
        "url": document.url,
        "published_at": document.published_at,
        "text_sha256": new.text_sha256,
        "snapshot_sha256": change_set.snapshot.sha256
        if change_set.snapshot and snapshot_id
        else "",
        "extraction_key": change_set.extraction_key,
        "snapshot_id": snapshot_id,
    }


def _add_change(
    session: Session, source: Source, new: NewVersion, change: NewChange, number: int, now: datetime
) -> int:
    """Insert the change of version `number`, and its alerts; return the change's id."""
    before = session.scalar(
        select(func.max(VersionRow.number)).where(
            VersionRow.source_id == source.id,
            VersionRow.key == new.document.key,
            VersionRow.number < number,
        )
    )
    row = ChangeRow(
        source_id=source.id,
        category=source.category,
        detected_at=now,
        title=new.document.title,
        url=new.document.url or source.url,
        from_version=before,
        to_version=number,
        language=source.language,
        **_change_columns(change),
    )
    session.add(row)
    session.flush()
    join_event(session, source, row, new.document.text)
    join_case(session, source, row, new.document.text)
    stored = change_of(row)
    index_change(session, stored)
    enqueue(session, stored, source, now)
    return row.id


def _change_columns(change: NewChange) -> dict[str, Any]:
    """Return the columns that describe the change."""
    assessment = change.assessment
    return {
        "kind": change.kind,
        "stage": change.stage,
        "summary": change.summary,
        "severity": int(assessment.severity),
        "rules": assessment.rules,
        "topics": list(assessment.topics),
        "effective_date": assessment.effective_date,
        "dates": [[stated.kind, stated.day.isoformat()] for stated in assessment.dates],
        "reasons": [[r.rule, int(r.severity), list(r.words)] for r in assessment.reasons],
        "edits": [edit_to_json(edit) for edit in change.edits],
    }
