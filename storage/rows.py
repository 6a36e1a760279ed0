"""Rows -> the domain's values, and back."""

from datetime import date
from typing import Any

from monitor.audience import Quiet, Rhythm, Subscriber
from monitor.language import Language, codes
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
    StatedDate,
    Version,
    VersionReason,
)
from monitor.ports import NewChange
from storage.tables import ChangeRow, SubscriberRow, VersionRow


def blocks_to_json(blocks: tuple[Block, ...]) -> list[Any]:
    """Blocks as JSON."""
    return [[list(block.path), block.text, block.kind] for block in blocks]


def document_of(row: VersionRow) -> Document:
    """The document that a version holds."""
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
    """A version."""
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


def change_columns(change: NewChange) -> dict[str, Any]:
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


def change_of(row: ChangeRow) -> Change:
    """A change."""
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
        edits=tuple(_edit(values) for values in row.edits),
        assessment=Assessment(
            severity=Severity(row.severity),
            rules=row.rules,
            topics=tuple(row.topics),
            dates=_dates(row),
            reasons=tuple(_reason(values) for values in row.reasons),
        ),
    )


def _dates(row: ChangeRow) -> tuple[StatedDate, ...]:
    """The stored dates; a change from before they were kept has its date of force alone."""
    if not row.dates and row.effective_date:
        return (StatedDate(DateKind.EFFECTIVE, row.effective_date),)
    return tuple(StatedDate(DateKind(kind), date.fromisoformat(day)) for kind, day in row.dates)


def _edit(values: list[Any]) -> Edit:
    op, path, before, after, similarity = values
    return Edit(op=Op(op), path=tuple(path), before=before, after=after, similarity=similarity)


def _reason(values: Any) -> Reason:
    rule, severity, words = values
    return Reason(rule=rule, severity=Severity(severity), words=tuple(words))


def subscriber_of(row: SubscriberRow) -> Subscriber:
    """A subscriber."""
    return Subscriber(
        id=row.id,
        language=_spoken(row.language),
        timezone=row.timezone,
        digest_hour=row.digest_hour,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        email=row.email or "",
        active=row.active,
        created_at=row.created_at,
        least=Severity(row.least),
        digest_rhythm=Rhythm(row.digest_rhythm),
        digest_empty=row.digest_empty,
        quiet=_quiet(row),
        relay=row.relay,
        relay_secret=row.relay_secret,
        email_stopped=row.email_stopped,
    )


def _spoken(code: str) -> Language:
    """The reader's language; English when its folder was taken away."""
    return Language(code) if code in codes() else Language.EN


def _quiet(row: SubscriberRow) -> Quiet | None:
    if row.quiet_start is None or row.quiet_end is None:
        return None
    return Quiet(start=row.quiet_start, end=row.quiet_end, major_passes=row.quiet_passes)
