"""Judges what the spiders bring, a few arrivals at a time, and has it recorded.

    begin           what is known of the sources; the bytes are kept, first
    same bytes?     -> unchanged, nothing is parsed
    gate.inspect    the answer                      -> rejected
    extract         documents under headings        -> rejected
    re-read         the last capture, if the way of reading changed (technical, silent)
    gate.examine    each document                   -> rejected, or quarantined until seen again
    gate.stray      what came from another site     -> quarantined until seen again
    compare, assess against the version before      -> first, unchanged, cosmetic, changed
    archive.record  versions, changes, alerts: one transaction

The tracker orders the calls; each decision is made in the room that is named.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.assess import appeared, assess, assess_notice
from monitor.check_outcomes import astray, check_outcome, fetch_failed, rejected, with_versions
from monitor.check_reason import NO_REASON, CheckReason
from monitor.diff import compare
from monitor.discovery import moved_away, proposals
from monitor.errors import ExtractionError
from monitor.extract.key import as_rendered, extraction_key, is_rendered_anew, text_sha256
from monitor.extract.snapshot import extract
from monitor.flapping import RECENT, has_stayed, is_flapping
from monitor.gate import examine, inspect, stray, suspicion
from monitor.gate.shape import absent_fields, reshaped
from monitor.identity import identified
from monitor.model import (
    ChangeKind,
    Document,
    Outcome,
    Rejection,
    Severity,
    Snapshot,
    VersionReason,
)
from monitor.ports import (
    Archive,
    CheckOutcome,
    CheckResult,
    Fetched,
    FetchResult,
    Head,
    NewChange,
    NewVersion,
    NotModified,
    SourceState,
)
from monitor.quarantine import has_persisted, is_believed, quarantined_document, quarantined_text
from monitor.sites import site_of
from monitor.source import Kind, Render, Source
from monitor.summary import summarise, summarise_notice
from monitor.undecodable import is_damaged_copy

# A notice is told by its beginning; the whole is in its version.
_NOTICE_BLOCKS = 30


class Tracker:
    """Takes what the spiders bring."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def begin(self, fetch_results: Sequence[FetchResult]) -> dict[str, SourceState]:
        """What is known of their sources; new bytes are stored before anyone interprets them."""
        asked = [fetched.source.id for fetched in fetch_results if _is_asked(fetched)]
        blank = {fetched.source.id: SourceState(heads={}) for fetched in fetch_results}
        states = blank | self._archive.states(asked)
        captured = [fetched for fetched in fetch_results if isinstance(fetched, Fetched)]
        self._archive.keep([c.snapshot for c in captured if not _is_same(c, states[c.source.id])])
        return states

    def judge(
        self, fetched: FetchResult, state: SourceState, now: datetime, *, believed: bool = False
    ) -> CheckOutcome:
        """What an arrival means. `believed`: an operator knows that the capture is true."""
        if isinstance(fetched, Fetched):
            return self._captured(fetched, state, now, believed=believed)
        if isinstance(fetched, NotModified):
            return self._not_modified(fetched.source, state, now)
        return fetch_failed(fetched)

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        """Store what the arrivals came to, all or none."""
        return self._archive.record(judged, now)

    def take(self, fetched: FetchResult, now: datetime, *, believed: bool = False) -> CheckResult:
        """Judge one arrival and record what it brings."""
        state = self.begin([fetched])[fetched.source.id]
        (result,) = self.record([self.judge(fetched, state, now, believed=believed)], now)
        return result

    def accept(self, source: Source, now: datetime) -> CheckResult | None:
        """Believe the last capture, which was quarantined or refused; None when it was neither."""
        quarantined = self._state(source.id).quarantined
        last = self._archive.refused_snapshot(source.id)
        if last is None and quarantined and quarantined.url:
            # Another site sent the very bytes that are known: they are stored as the known ones.
            last = self._archive.accepted_snapshot(source.id)
        if last is None:
            return None
        if quarantined and quarantined.url:
            last = replace(last, url=quarantined.url)
        return self.take(Fetched(source, last), now, believed=True)

    def known_keys(self, source_id: str) -> frozenset[str]:
        """The keys of the documents that the source has brought so far."""
        return frozenset(self._state(source_id).heads)

    def replay(self, source: Source, now: datetime) -> CheckResult:
        """Read what is stored again, as the source is read now: nobody is alerted of that.

        A last capture that was refused is judged anew, if it can be read now.
        """
        state = self._state(source.id)
        known = state.heads
        state = self._reread(source, state, now)
        last = self._archive.refused_snapshot(source.id)
        if last and self._is_readable(last, source, state):
            return self.take(Fetched(source, last), now)
        again = sum(state.heads[k].number != known[k].number for k in known)
        return CheckResult(
            source_id=source.id,
            outcome=Outcome.COSMETIC if again else Outcome.UNCHANGED,
            version=max((head.number for head in state.heads.values()), default=None),
            reason=CheckReason(detail=f"read in a new way: {again} documents")
            if again
            else NO_REASON,
        )

    def _is_readable(self, snapshot: Snapshot, source: Source, state: SourceState) -> bool:
        if inspect(snapshot, source):
            return False
        try:
            documents = extract(snapshot, source)
        except ExtractionError:
            return False
        return source.has_entries or not any(
            self._refused(source, d, state.heads.get(d.key)) for d in documents
        )

    def _state(self, source_id: str) -> SourceState:
        return self._archive.states([source_id])[source_id]

    def _captured(
        self, fetched: Fetched, state: SourceState, now: datetime, *, believed: bool
    ) -> CheckOutcome:
        source, snapshot = fetched.source, fetched.snapshot
        if refused := moved_away(source, snapshot):
            return rejected(source, snapshot, refused, proposals=proposals(source, snapshot))
        strayed = stray(snapshot, source, state.captured_url)
        if not strayed and _is_same(fetched, state):
            versions = self._reverted(source, state, now)
            return with_versions(
                source,
                versions,
                state,
                snapshot=snapshot,
                accepted=True,
                extraction_key=state.extraction_key,
                proposals=proposals(source, snapshot),
                has_entries=False if state.is_empty else None,
            )
        documents = self._read(source, snapshot)
        if isinstance(documents, Rejection):
            return rejected(source, snapshot, documents)
        state = self._reread(source, state, now)
        documents = self._identified(source, documents, state)
        # Another site is the doubt that counts: what it sends is not doubted once more.
        sure = believed or strayed is not None
        judged = self._judge(source, snapshot, documents, state, now, believed=sure)
        if not strayed or believed or not judged.change_set.accepted:
            return judged
        quarantined = quarantined_text(site_of(snapshot.url), state, now, snapshot.url)
        return (
            judged
            if has_persisted(quarantined, state, now)
            else astray(judged, strayed, quarantined, state)
        )

    def _read(self, source: Source, snapshot: Snapshot) -> tuple[Document, ...] | Rejection:
        """What the capture says, or why it is none."""
        if refused := inspect(snapshot, source):
            return refused
        try:
            documents = extract(snapshot, source)
        except ExtractionError as error:
            return Rejection(error.reason)
        return self._reshaped(source, snapshot) or documents

    def _not_modified(self, source: Source, state: SourceState, now: datetime) -> CheckOutcome:
        """The last capture still holds."""
        versions = [] if source.has_entries else self._reverted(source, state, now)
        if not versions:
            return check_outcome(source, Outcome.NOT_MODIFIED)
        return with_versions(
            source,
            versions,
            state,
            snapshot=self._archive.accepted_snapshot(source.id),
            extraction_key=state.extraction_key,
        )

    def _reread(self, source: Source, state: SourceState, now: datetime) -> SourceState:
        """Read the last capture the new way, so that only the page's own change is told."""
        key = as_rendered(extraction_key(source), state.extraction_key)
        if not state.heads or state.extraction_key == key:
            return state
        last = self._archive.accepted_snapshot(source.id)
        try:
            documents = self._identified(source, extract(last, source) if last else (), state)
        except ExtractionError:
            return state
        technical = tuple(v for d in documents if (v := _read_anew(source, d, state)))
        if not technical:
            return state
        reading = check_outcome(
            source,
            Outcome.SKIPPED,
            reason=CheckReason(detail="read in a new way"),
            extraction_key=key,
            versions=technical,
            accepted=True,
            snapshot=last,
            ends_check=False,
        )
        self.record([reading], now)
        return self._state(source.id)

    def _judge(
        self,
        source: Source,
        snapshot: Snapshot,
        documents: tuple[Document, ...],
        state: SourceState,
        now: datetime,
        *,
        believed: bool,
    ) -> CheckOutcome:
        versions = []
        anew = is_rendered_anew(state.extraction_key, extraction_key(source))
        for document in documents:
            head = state.heads.get(document.key)
            if source.kind is Kind.LISTING:
                document = _without_block_page(document)  # noqa: PLW2901 - the same entry, what is true of it
            elif not source.has_entries and (
                # What a browser shows is not judged by what the server alone said before.
                refused := self._refused(
                    source, document, None if anew and source.render is Render.BROWSER else head
                )
            ):
                quarantined = quarantined_document(document, refused, state, now)
                if not is_believed(refused, quarantined, state, now, believed=believed):
                    return rejected(source, snapshot, refused, quarantined)
            if version := (
                _read_anew(source, document, state)
                if anew
                else self._version(source, document, head, state, now)
            ):
                versions.append(version)
        versions = versions or self._reverted(source, state, now)
        return with_versions(
            source,
            versions,
            state,
            snapshot=snapshot,
            accepted=True,
            extraction_key=extraction_key(source),
            proposals=proposals(source, snapshot, documents),
            has_entries=bool(documents) if source.has_entries else None,
        )

    def _reshaped(self, source: Source, snapshot: Snapshot) -> Rejection | None:
        if source.api is None or not absent_fields(snapshot, source.api):
            return None
        last = self._archive.accepted_snapshot(source.id)
        try:
            return reshaped(snapshot, last, source.api) if last else None
        except ExtractionError:
            return None

    def _identified(
        self, source: Source, documents: tuple[Document, ...], state: SourceState
    ) -> tuple[Document, ...]:
        """The documents by the keys that the archive has them under; of a page there is one."""
        if not source.has_entries:
            return documents

        def previous(head: Head) -> Document:
            return self._archive.version(source.id, head.number).document

        return identified(documents, state.heads, previous)

    def _refused(self, source: Source, document: Document, head: Head | None) -> Rejection | None:
        previous = self._previous(source, document, head)
        return examine(document, previous, source.expect) or suspicion(document, previous)

    def _previous(self, source: Source, document: Document, head: Head | None) -> Document | None:
        if head is None:
            return None
        previous = self._archive.version(source.id, head.number).document
        # Into how many parts it fell is not stored, and mostly it was one.
        return replace(previous, parts=self._parts(source)) if document.parts > 1 else previous

    def _parts(self, source: Source) -> int:
        """How many elements the selector found in the last true capture; several, if unknown."""
        last = self._archive.accepted_snapshot(source.id)
        try:
            return max((d.parts for d in extract(last, source)), default=0) if last else 2
        except ExtractionError:
            return 2

    def _reverted(self, source: Source, state: SourceState, now: datetime) -> list[NewVersion]:
        """The page's text came back and stayed: what was silent as a return is told now."""
        head = state.heads.get("")
        if source.has_entries or head is None or not has_stayed(head.reason, head.recorded_at, now):
            return []
        recent = self._archive.recent(source.id, "", RECENT)
        if len(recent) < 2 or is_flapping(version.reason for version in recent):
            return []
        return [_changed(recent[1].document, recent[0].document)]

    def _version(
        self,
        source: Source,
        document: Document,
        head: Head | None,
        state: SourceState,
        now: datetime,
    ) -> NewVersion | None:
        if head is None:
            return (
                _notice(document)
                if _is_news(source, state)
                else _version(document, VersionReason.FIRST)
            )
        text_hash = text_sha256(document)
        if text_hash == head.text_sha256 or not document.is_whole:
            return None
        if self._archive.was_current(source.id, document.key, text_hash, now):
            return _version(document, VersionReason.RETURNED)
        known = self._archive.version(source.id, head.number).document
        return None if is_damaged_copy(document, known) else _changed(known, document)


def _is_asked(fetched: FetchResult) -> bool:
    """Whether what is known matters: a list has thousands of entries, and its 304 needs none."""
    return isinstance(fetched, Fetched) or (
        isinstance(fetched, NotModified) and not fetched.source.has_entries
    )


def _is_same(fetched: Fetched, state: SourceState) -> bool:
    """The bytes that we know, and they are still read the way they were."""
    return (
        fetched.snapshot.sha256 == state.body_sha256
        and extraction_key(fetched.source) == state.extraction_key
    )


def _version(
    document: Document, reason: VersionReason, change: NewChange | None = None
) -> NewVersion:
    return NewVersion(
        document=document,
        reason=reason,
        text_sha256=text_sha256(document),
        change=change,
    )


def _without_block_page(document: Document) -> Document:
    """An entry whose own page is a wall: what the list says of it is all that is known."""
    if examine(document, None) is None:
        return document
    return replace(document, blocks=document.blocks[:1], is_whole=False)


def _changed(before: Document, document: Document) -> NewVersion:
    edits = compare(before, document)
    assessment = assess(edits)
    quiet = assessment.severity is Severity.COSMETIC
    change = NewChange(
        kind=ChangeKind.CONTENT,
        summary=summarise(edits),
        edits=edits,
        assessment=assessment,
    )
    return _version(document, VersionReason.COSMETIC if quiet else VersionReason.CONTENT, change)


def _is_news(source: Source, state: SourceState) -> bool:
    """An entry that appears on a feed we already know; old ones are no news."""
    return source.has_entries and bool(state.extraction_key)


def _notice(document: Document) -> NewVersion:
    change = NewChange(
        kind=ChangeKind.NOTICE,
        summary=summarise_notice(document),
        edits=appeared(document)[:_NOTICE_BLOCKS],
        assessment=assess_notice(document),
    )
    return _version(document, VersionReason.NOTICE, change)


def _read_anew(source: Source, document: Document, state: SourceState) -> NewVersion | None:
    """What another way of reading makes of a document: nobody is alerted of that."""
    head = state.heads.get(document.key)
    if head is None:
        return _version(document, VersionReason.FIRST) if source.has_entries else None
    if not document.is_whole or head.text_sha256 == text_sha256(document):
        return None
    return _version(document, VersionReason.TECHNICAL)
