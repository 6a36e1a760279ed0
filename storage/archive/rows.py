"""Convert rows of snapshots, versions and changes to domain values."""

from datetime import date
from typing import Any

from monitor.cases import Stage
from monitor.model import (
    Assessment,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    DateKind,
    Document,
    Edit,
    Link,
    Op,
    Reason,
    Severity,
    Snapshot,
    StatedDate,
    Validators,
    Version,
    VersionReason,
)
from storage.tables.changes import ChangeRow, SnapshotRow, VersionRow


def blocks_to_json(blocks: tuple[Block, ...]) -> list[Any]:
    """Return blocks as JSON."""
    return [(block.path, block.text, block.kind) for block in blocks]


def edit_to_json(edit: Edit) -> list[Any]:
    """Return an edit as JSON."""
    values = [edit.op, list(edit.path), edit.before, edit.after, edit.similarity]
    return [*values, list(edit.origin), edit.proof, edit.weight]


def document_of(row: VersionRow) -> Document:
    """Return the document of a version."""
    blocks = tuple(Block(tuple(path), text, BlockKind(kind)) for path, text, kind in row.blocks)
    return Document(
        title=row.title,
        blocks=blocks,
        key=row.key,
        url=row.url,
        published_at=row.published_at,
        links=tuple(Link(text, url) for text, url in row.links or ()),
    )


def version_of(row: VersionRow) -> Version:
    """Return a version."""
    return Version(
        source_id=row.source_id,
        number=row.number,
        recorded_at=row.recorded_at,
        reason=VersionReason(row.reason),
        document=document_of(row),
        text_sha256=row.text_sha256,
        snapshot_sha256=row.snapshot_sha256,
        chain_sha256=row.chain_sha256,
        extraction_key=row.extraction_key,
    )


def snapshot_of(row: SnapshotRow) -> Snapshot:
    """Return a snapshot with its bytes."""
    return Snapshot(
        source_id=row.source_id,
        url=row.url,
        fetched_at=row.fetched_at,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        body=row.body,
        sha256=row.sha256,
        validators=Validators(),
    )


def change_of(row: ChangeRow, *, with_edits: bool = True) -> Change:
    """Return a change; without its edits for lists, where thousands are read."""
    return Change(
        id=row.id,
        source_id=row.source_id,
        category=row.category,
        kind=ChangeKind(row.kind),
        detected_at=row.detected_at,
        summary=row.summary,
        title=row.title,
        url=row.url,
        from_version=row.from_version,
        to_version=row.to_version,
        event_id=row.event_id,
        stage=Stage(row.stage) if row.stage else None,
        edits=tuple(edit_of(values) for values in row.edits) if with_edits else (),
        assessment=Assessment(
            severity=Severity(row.severity),
            rules=row.rules,
            topics=tuple(row.topics),
            dates=dates_of_columns(row.dates, row.effective_date),
            reasons=tuple(_reason(values) for values in row.reasons),
        ),
    )


def dates_of_columns(dates: list[Any], effective_date: date | None) -> tuple[StatedDate, ...]:
    """Return the stored dates; a change older than the column has its effective date only."""
    if not dates and effective_date:
        return (StatedDate(DateKind.EFFECTIVE, effective_date),)
    return tuple(StatedDate(DateKind(kind), date.fromisoformat(day)) for kind, day in dates)


def edit_of(values: list[Any]) -> Edit:
    """Return an edit as `edit_to_json` wrote it."""
    # Rows of older releases end with the similarity.
    op, path, before, after, similarity, *more = values
    origin, proof, weight = more or ((), "", 0)
    return Edit(
        op=Op(op),
        path=tuple(path),
        before=before,
        after=after,
        similarity=similarity,
        origin=tuple(origin),
        proof=proof,
        weight=weight,
    )


def _reason(values: Any) -> Reason:
    rule, severity, words = values
    return Reason(rule=rule, severity=Severity(severity), words=tuple(words))
