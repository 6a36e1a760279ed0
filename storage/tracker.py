"""Takes what the spiders bring to the archive, a few results at a time.

    begin     load the state of the sources; keep the new bytes, before anyone interprets them
    judge     of each result, under the watchdog of crawler.pipeline:
                  read      decision.read     gate, extract; known bytes are not parsed
                  load      the last capture, if it is read a new way or an API lacks a field
                  reread    decision.reread   technical versions, silent
                  load      decision.needs    what the documents are compared with, no more
                  decide    decision.decide   gate, compare, assess -> CheckOutcome
    record    versions, changes, alerts, health, ends of checks: one transaction

`monitor.decision` decides; this module only loads and stores.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.check_reason import NO_REASON, CheckReason
from monitor.decision.decide import decide, is_readable
from monitor.decision.known import Known
from monitor.decision.needs import needs, reread_needs
from monitor.decision.outcomes import after_rereading
from monitor.decision.read import (
    Reading,
    compare_fields,
    documents_of,
    has_known_bytes,
    is_read_anew,
    needs_last,
    read,
)
from monitor.decision.reread import Reread, read_last, reread
from monitor.decision.versions import has_reverted
from monitor.model import Outcome, Rejection, Snapshot
from monitor.ports import (
    CheckOutcome,
    CheckResult,
    Fetched,
    FetchResult,
    NotModified,
    SourceState,
)
from monitor.source import Source
from storage.archive.sql_archive import SqlArchive


class Tracker:
    """Has what the spiders bring decided, and stores it."""

    def __init__(self, archive: SqlArchive) -> None:
        self._archive = archive

    def begin(self, fetch_results: Sequence[FetchResult]) -> dict[str, SourceState]:
        """Load what is known of their sources; store new bytes before anyone interprets them."""
        needed = [fetched.source.id for fetched in fetch_results if _needs_state(fetched)]
        blank = {fetched.source.id: SourceState(heads={}) for fetched in fetch_results}
        states = blank | self._archive.states(needed)
        captured = [fetched for fetched in fetch_results if isinstance(fetched, Fetched)]
        new = [c.snapshot for c in captured if not has_known_bytes(c, states[c.source.id])]
        self._archive.keep(new)
        return states

    def judge(
        self, fetched: FetchResult, state: SourceState, now: datetime, *, believed: bool = False
    ) -> CheckOutcome:
        """Decide what a result means. `believed`: an operator knows that the capture is true."""
        reading = read(fetched, state)
        last = self._last(reading, state)
        reading = compare_fields(reading, last) if last else reading
        is_anew = reading.documents is not None and is_read_anew(fetched.source, state)
        anew = self._reread(fetched.source, last, state, now) if last and is_anew else None
        state = anew.state if anew else state
        known = self._known(reading, state, now)
        known = replace(anew.add_to(known) if anew else known, last=known.last or last)
        outcome = decide(reading, state, known, now, believed=believed)
        return after_rereading(outcome, anew.change_set) if anew else outcome

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        """Store what the results came to, all or none."""
        return self._archive.record(judged, now)

    def take(self, fetched: FetchResult, now: datetime, *, believed: bool = False) -> CheckResult:
        """Judge one result and record what it brings."""
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
        last = self._archive.accepted_snapshot(source.id) if is_read_anew(source, state) else None
        anew = self._reread(source, last, state, now) if last else None
        if anew:
            self.record([CheckOutcome(source, anew.change_set)], now)
            state = anew.state
        refused = self._archive.refused_snapshot(source.id)
        if refused and self._is_readable(refused, source, state, now):
            return self.take(Fetched(source, refused), now)
        again = len(anew.change_set.versions) if anew else 0
        return CheckResult(
            source_id=source.id,
            outcome=Outcome.COSMETIC if again else Outcome.UNCHANGED,
            version=max((head.number for head in state.heads.values()), default=None),
            reason=CheckReason(detail=f"read in a new way: {again} documents")
            if again
            else NO_REASON,
        )

    def _last(self, reading: Reading, state: SourceState) -> Snapshot | None:
        """The last accepted capture, where deciding needs it."""
        if not needs_last(reading, state):
            return None
        return self._archive.accepted_snapshot(reading.fetched.source.id)

    def _reread(
        self, source: Source, last: Snapshot, state: SourceState, now: datetime
    ) -> Reread | None:
        """What reading the last capture anew changes; None when it changes nothing."""
        documents = read_last(last, source)
        needed = reread_needs(source, documents, state)
        stored = self._archive.known(source.id, needed, now).documents
        return reread(source, last, documents, state, stored, now)

    def _known(self, reading: Reading, state: SourceState, now: datetime) -> Known:
        """What deciding the reading needs."""
        source_id = reading.fetched.source.id
        known = self._archive.known(source_id, needs(reading, state, now), now)
        if isinstance(reading.fetched, NotModified) and has_reverted(known.newest):
            return replace(known, last=self._archive.accepted_snapshot(source_id))
        return known

    def _is_readable(
        self, refused: Snapshot, source: Source, state: SourceState, now: datetime
    ) -> bool:
        """Whether a capture that was refused would not be doubted now."""
        documents = documents_of(refused, source)
        if isinstance(documents, Rejection):
            return False
        reading = Reading(fetched=Fetched(source, refused), documents=documents)
        known = replace(self._known(reading, state, now), last=self._last(reading, state))
        return is_readable(source, documents, state, known)

    def _state(self, source_id: str) -> SourceState:
        return self._archive.states([source_id])[source_id]


def _needs_state(fetched: FetchResult) -> bool:
    """Whether what is known matters: a list has thousands of entries, and its 304 needs none."""
    return isinstance(fetched, Fetched) or (
        isinstance(fetched, NotModified) and not fetched.source.has_entries
    )
