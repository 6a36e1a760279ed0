"""Convert domain values to the API's schemas."""

from collections.abc import Iterable
from datetime import datetime

from monitor import model
from monitor.cases import Case, CaseEntry
from monitor.export import case_row, row
from monitor.health import Health, state_of
from monitor.hyperlink import safe_link
from monitor.source import Source
from storage.archive.events import EventLine
from storage.queries.browsing import RuleLine
from storage.queries.history import VersionLine
from web.api import schemas


def source(one: Source, health: Health | None, now: datetime) -> schemas.SourceSchema:
    """Serialize a source with its health."""
    return schemas.SourceSchema(
        id=one.id,
        organisation=one.organisation,
        title=one.title,
        title_zh=one.title_zh,
        category=one.category,
        kind=one.kind,
        url=one.url,
        language=one.language,
        jurisdiction=one.jurisdiction,
        topics=list(one.topics),
        enabled=one.enabled,
        every_seconds=round(one.every.total_seconds()),
        state=state_of(one, health, now),
        checked_at=health.checked_at if health else None,
        good_at=health.good_at if health else None,
    )


def change(one: model.Change) -> schemas.ChangeSchema:
    """Serialize a change without its edits."""
    return schemas.ChangeSchema(**row(one))


def full_change(one: model.Change) -> schemas.FullChangeSchema:
    """Serialize a change with its edits."""
    reasons = [
        schemas.ReasonSchema(
            rule=r.rule, severity=r.severity.label, words=list(r.words), level=r.severity.level
        )
        for r in one.assessment.reasons
    ]
    edits = [
        schemas.EditSchema(
            op=e.op.value,
            path=list(e.path),
            before=e.before,
            after=e.after,
            similarity=e.similarity,
            origin=list(e.origin),
            silent_because=e.proof,
        )
        for e in one.edits
    ]
    return schemas.FullChangeSchema(**row(one), reasons=reasons, edits=edits)


def version(source_id: str, one: VersionLine) -> schemas.VersionSchema:
    """Serialize a version without its text."""
    return schemas.VersionSchema(
        source=source_id,
        number=one.number,
        recorded_at=one.recorded_at,
        reason=one.reason,
        title=one.title,
        key=one.key,
        text_sha256=one.text_sha256,
        chain_sha256=one.chain_sha256,
    )


def full_version(one: model.Version) -> schemas.FullVersionSchema:
    """Serialize a version with its text."""
    document = one.document
    return schemas.FullVersionSchema(
        source=one.source_id,
        number=one.number,
        recorded_at=one.recorded_at,
        reason=one.reason,
        title=document.title,
        key=document.key,
        text_sha256=one.text_sha256,
        chain_sha256=one.chain_sha256,
        url=safe_link(document.url),
        published_at=document.published_at,
        snapshot_sha256=one.snapshot_sha256,
        blocks=[
            schemas.BlockSchema(kind=b.kind, path=list(b.path), text=b.text)
            for b in document.blocks
        ],
    )


def event(one: EventLine) -> schemas.EventSchema:
    """Serialize an event with its notices."""
    notices = [
        schemas.NoticeSchema(change=m.change_id, source=m.source_id, title=m.title)
        for m in one.members
    ]
    return schemas.EventSchema(id=one.id, opened_at=one.opened_at, title=one.title, notices=notices)


def case(one: Case) -> schemas.CaseSchema:
    """Serialize a lawsuit."""
    return schemas.CaseSchema(**case_row(one))


def full_case(one: Case, entries: Iterable[CaseEntry]) -> schemas.FullCaseSchema:
    """Serialize a lawsuit with what was reported of it."""
    reported = [
        schemas.CaseEntrySchema(
            change=entry.change_id,
            source=entry.source_id,
            title=entry.title,
            stage=entry.stage.key if entry.stage else None,
            at=entry.at,
        )
        for entry in entries
    ]
    return schemas.FullCaseSchema(**case_row(one), entries=reported)


def rule(one: RuleLine) -> schemas.CurrentDocumentSchema:
    """Serialize a document that a search found."""
    return schemas.CurrentDocumentSchema(
        source=one.source_id, version=one.number, title=one.title, recorded_at=one.recorded_at
    )
