"""Judges what the spiders bring, a few arrivals at a time, and has it recorded.

    begin           what is known of the sources; the bytes are kept, first
    same bytes?     -> unchanged, nothing is parsed
    gate.inspect    the answer                      -> rejected
    extract         documents under headings        -> rejected
    re-read         the last capture, if the way of reading changed (technical, silent)
    gate.examine    each document                   -> rejected, or held until seen again
    compare, assess against the version before      -> first, unchanged, cosmetic, changed
    archive.record  versions, changes, alerts: one transaction

The tracker orders the calls; each decision is made in the room that is named.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.assess import appeared, assess, assess_notice
from monitor.diff import compare
from monitor.discovery import proposals
from monitor.errors import ExtractionError
from monitor.extract.key import extraction_key, text_sha256
from monitor.extract.snapshot import extract
from monitor.flapping import RECENT, has_stayed, is_flapping
from monitor.gate import doubt, examine, inspect
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
    Arrival,
    Captured,
    Head,
    Held,
    Judged,
    NewChange,
    NewVersion,
    NotModified,
    Result,
    SourceState,
)
from monitor.source import Kind, Source
from monitor.summary import summarise, summarise_notice
from monitor.text import sha256
from monitor.verdicts import missed, rejected, settled, with_versions

# A doubtful capture that stays the same this long is the page's new truth.
PERSISTS = timedelta(hours=24)
_DIGITS = re.compile(r"\d+")
# A notice is told by its beginning; the whole is in its version.
_NOTICE_BLOCKS = 30


class Tracker:
    """Takes what the spiders bring."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def begin(self, arrivals: Sequence[Arrival]) -> dict[str, SourceState]:
        """What is known of their sources; new bytes are stored before anyone interprets them."""
        asked = [arrival.source.id for arrival in arrivals if _is_asked(arrival)]
        blank = {arrival.source.id: SourceState(heads={}) for arrival in arrivals}
        states = blank | self._archive.states(asked)
        captured = [arrival for arrival in arrivals if isinstance(arrival, Captured)]
        self._archive.keep([c.snapshot for c in captured if not _is_same(c, states[c.source.id])])
        return states

    def judge(
        self, arrival: Arrival, state: SourceState, now: datetime, *, believed: bool = False
    ) -> Judged:
        """What an arrival means. `believed`: an operator knows that the capture is true."""
        if isinstance(arrival, Captured):
            return self._captured(arrival, state, now, believed=believed)
        if isinstance(arrival, NotModified):
            return self._not_modified(arrival.source, state, now)
        return missed(arrival)

    def record(self, judged: Sequence[Judged], now: datetime) -> list[Result]:
        """Store what the arrivals came to, all or none."""
        return self._archive.record(judged, now)

    def take(self, arrival: Arrival, now: datetime, *, believed: bool = False) -> Result:
        """Judge one arrival and record what it brings."""
        state = self.begin([arrival])[arrival.source.id]
        (result,) = self.record([self.judge(arrival, state, now, believed=believed)], now)
        return result

    def accept(self, source: Source, now: datetime) -> Result | None:
        """Believe the last capture, which was held back; None when none waits."""
        last = self._archive.refused_snapshot(source.id)
        if last is None or self._state(source.id).held is None:
            return None
        return self.take(Captured(source, last), now, believed=True)

    def known_keys(self, source_id: str) -> frozenset[str]:
        """The keys of the documents that the source has brought so far."""
        return frozenset(self._state(source_id).heads)

    def replay(self, source: Source, now: datetime) -> Result:
        """Read what is stored again, as the source is read now: nobody is alerted of that.

        A last capture that was refused is judged anew, if it can be read now.
        """
        state = self._state(source.id)
        known = state.heads
        state = self._reread(source, state, now)
        last = self._archive.refused_snapshot(source.id)
        if last and self._is_readable(last, source, state):
            return self.take(Captured(source, last), now)
        again = sum(state.heads[k].number != known[k].number for k in known)
        return Result(
            source_id=source.id,
            outcome=Outcome.COSMETIC if again else Outcome.UNCHANGED,
            version=max((head.number for head in state.heads.values()), default=None),
            reason=f"read in a new way: {again} documents" if again else "",
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
        self, arrival: Captured, state: SourceState, now: datetime, *, believed: bool
    ) -> Judged:
        source, snapshot = arrival.source, arrival.snapshot
        if _is_same(arrival, state):
            versions = self._reverted(source, state, now)
            return with_versions(
                source,
                versions,
                state,
                snapshot=snapshot,
                accepted=True,
                extraction_key=state.extraction_key,
                proposals=proposals(source, snapshot),
            )
        if refused := inspect(snapshot, source):
            return rejected(source, snapshot, refused)
        try:
            documents = extract(snapshot, source)
        except ExtractionError as error:
            refused = Rejection(reason=error.reason, detail=error.detail)
            return rejected(source, snapshot, refused)
        state = self._reread(source, state, now)
        return self._judge(source, snapshot, documents, state, now, believed=believed)

    def _not_modified(self, source: Source, state: SourceState, now: datetime) -> Judged:
        """The last capture still holds."""
        versions = [] if source.has_entries else self._reverted(source, state, now)
        if not versions:
            return settled(source, Outcome.NOT_MODIFIED)
        return with_versions(
            source,
            versions,
            state,
            snapshot=self._archive.accepted_snapshot(source.id),
            extraction_key=state.extraction_key,
        )

    def _reread(self, source: Source, state: SourceState, now: datetime) -> SourceState:
        """Read the last capture the new way, so that only the page's own change is told."""
        if not state.heads or state.extraction_key == (key := extraction_key(source)):
            return state
        last = self._archive.accepted_snapshot(source.id)
        try:
            documents = extract(last, source) if last else ()
        except ExtractionError:
            return state
        technical = tuple(
            _version(d, VersionReason.TECHNICAL)
            for d in documents
            if d.is_whole
            and d.key in state.heads
            and state.heads[d.key].text_sha256 != text_sha256(d)
        )
        if not technical:
            return state
        reading = settled(
            source,
            Outcome.SKIPPED,
            reason="read in a new way",
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
    ) -> Judged:
        versions = []
        for document in documents:
            head = state.heads.get(document.key)
            if source.kind is Kind.LISTING:
                document = _unwalled(document)  # noqa: PLW2901 - the same entry, what is true of it
            elif not source.has_entries and (refused := self._refused(source, document, head)):
                held = _held(document, refused, state, now)
                if not (believed and held) and not _persists(held, state, now):
                    return rejected(source, snapshot, refused, held)
            if version := self._version(source, document, head, state, now):
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
        )

    def _refused(self, source: Source, document: Document, head: Head | None) -> Rejection | None:
        previous = self._previous(source, head)
        return examine(document, previous, source.expect) or doubt(document, previous)

    def _previous(self, source: Source, head: Head | None) -> Document | None:
        return self._archive.version(source.id, head.number).document if head else None

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
        if head is None and state.heads and _is_known(document, state):
            return None
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
        return _changed(self._archive.version(source.id, head.number).document, document)


def _is_asked(arrival: Arrival) -> bool:
    """Whether what is known matters: a list has thousands of entries, and its 304 needs none."""
    return isinstance(arrival, Captured) or (
        isinstance(arrival, NotModified) and not arrival.source.has_entries
    )


def _is_same(arrival: Captured, state: SourceState) -> bool:
    """The bytes that we know, and they are still read the way they were."""
    return (
        arrival.snapshot.sha256 == state.body_sha256
        and extraction_key(arrival.source) == state.extraction_key
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


def _unwalled(document: Document) -> Document:
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


def _is_known(document: Document, state: SourceState) -> bool:
    """An entry under a new identity that says what another said: some feeds renumber."""
    text_hash = text_sha256(document)
    return any(head.text_sha256 == text_hash for head in state.heads.values())


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


def _held(document: Document, refused: Rejection, state: SourceState, now: datetime) -> Held | None:
    if refused.certain:
        return None
    # A counter or a date on the page must not make it a new one at each look.
    text_hash = sha256(_DIGITS.sub("#", document.text))
    known = state.held is not None and state.held.text_sha256 == text_hash
    since = state.held.since if state.held and known else now
    return Held(text_sha256=text_hash, since=since)


def _persists(held: Held | None, state: SourceState, now: datetime) -> bool:
    if held is None or held.text_sha256 == state.refused_sha256:
        return False
    return now - held.since >= PERSISTS
