"""Builds the new version of a document with its change, if any."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.assess import judge
from monitor.assess.context import Learned
from monitor.assess.places import learn
from monitor.cases import Stage
from monitor.cases.stages import stage_of
from monitor.decision.known import Known
from monitor.extract.key import text_sha256
from monitor.flapping import has_stayed, is_flapping
from monitor.model import ChangeKind, Document, Edit, Op, Severity, Version, VersionReason
from monitor.notices.assess import assess_notice
from monitor.ports import Head, NewChange, NewVersion, SourceState
from monitor.source import Source
from monitor.summary import summarise, summarise_notice
from monitor.undecodable import is_damaged_copy

# An alert shows the beginning of a notice; its version has the whole text.
_NOTICE_BLOCKS = 30


def new_version(
    source: Source, document: Document, state: SourceState, known: Known, now: datetime
) -> NewVersion | None:
    """Return the version that the document adds under its key, or None."""
    head = state.heads.get(document.key)
    if head is None:
        return _first(source, document, state, now)
    if not document.is_whole or has_text_of(head, document):
        return None
    if text_sha256(document) in known.recent_texts[document.key]:
        return version(document, VersionReason.RETURNED)
    before = known.documents[head.number]
    return None if is_damaged_copy(document, before) else _changed(before, document, known, now)


def read_anew(source: Source, document: Document, state: SourceState) -> NewVersion | None:
    """Return the version that a new extraction adds for a document, without an alert, or None."""
    head = state.heads.get(document.key)
    if head is None:
        return version(document, VersionReason.FIRST) if source.has_entries else None
    if not document.is_whole or has_text_of(head, document):
        return None
    return version(document, VersionReason.TECHNICAL)


def has_text_of(head: Head, document: Document) -> bool:
    """Whether the document has exactly the stored text."""
    return head.text_sha256 == text_sha256(document)


def version(
    document: Document, reason: VersionReason, change: NewChange | None = None
) -> NewVersion:
    """Build a new version with the hash of its text."""
    return NewVersion(
        document=document, reason=reason, text_sha256=text_sha256(document), change=change
    )


def may_have_reverted(source: Source, state: SourceState, now: datetime) -> bool:
    """Whether the page returned to an earlier text, and that text has stayed."""
    head = state.heads.get("")
    if source.has_entries or head is None:
        return False
    return has_stayed(head.reason, head.recorded_at, now)


def has_reverted(newest: Sequence[Version]) -> bool:
    """Whether the page's newest versions show a true return, not flapping."""
    return len(newest) >= 2 and not is_flapping(version.reason for version in newest)


def reverted(known: Known, now: datetime) -> list[NewVersion]:
    """Return the change for a return that stayed; it caused no alert when it was first recorded."""
    if not has_reverted(known.newest):
        return []
    return [_changed(known.newest[1].document, known.newest[0].document, known, now)]


def _first(source: Source, document: Document, state: SourceState, now: datetime) -> NewVersion:
    # A new entry of a known source is a notice; the entries of the first reading are not.
    if source.has_entries and state.extraction_key:
        return _notice(source, document, now)
    return version(document, VersionReason.FIRST)


def _notice(source: Source, document: Document, now: datetime) -> NewVersion:
    stage = stage_of(document.title, document.text)
    assessment = assess_notice(document, now.date(), source.category)
    if stage is Stage.DISMISSAL:
        # The end of a lawsuit asks for nothing, whatever its order says of the restraint that ends.
        assessment = replace(assessment, severity=min(assessment.severity, Severity.MINOR))
    change = NewChange(
        kind=ChangeKind.NOTICE,
        summary=summarise_notice(document),
        edits=_appeared(document)[:_NOTICE_BLOCKS],
        assessment=assessment,
        stage=stage,
    )
    return version(document, VersionReason.NOTICE, change)


def _appeared(document: Document) -> tuple[Edit, ...]:
    """Return a new document as edits, with each block added."""
    return tuple(
        Edit(op=Op.ADDED, path=block.path, before="", after=block.text, similarity=0.0)
        for block in document.blocks
        if block.text != document.title
    )


def _changed(before: Document, document: Document, known: Known, now: datetime) -> NewVersion:
    judgement = judge(before, document, now.date(), _learned(known, now))
    change = NewChange(
        kind=ChangeKind.CONTENT,
        summary=summarise(judgement.edits),
        edits=judgement.edits,
        assessment=judgement.assessment,
        stage=_stage_added(document, judgement.edits) if document.key else None,
    )
    return version(
        document, VersionReason.COSMETIC if judgement.is_silent else VersionReason.CONTENT, change
    )


def _stage_added(document: Document, edits: Iterable[Edit]) -> Stage | None:
    """Return the stage that the new text of an entry reports: a docket gets longer."""
    added = (edit.after for edit in edits if edit.op in {Op.ADDED, Op.MODIFIED} and not edit.proof)
    text = "\n".join(added)
    return stage_of(document.title, text) if text else None


def _learned(known: Known, now: datetime) -> Learned:
    places = learn(known.past_changes, now, known.significant_places)
    return Learned(shared=known.shared_texts, places=places)
