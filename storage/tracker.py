"""Turn fetch results into stored versions and changes, a few results at a time.

    begin     load the state of the sources; store the new bytes before anyone interprets them
    judge     of each result, under the watchdog of crawler.pipeline:
                  read      decision.read     gate, extract; known bytes are not parsed
                  load      the last snapshot, if its extraction changed or an API lacks a field
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
    """Decide what fetch results mean, and store the outcome."""

    def __init__(self, archive: SqlArchive) -> None:
        self._archive = archive

    def begin(self, fetch_results: Sequence[FetchResult]) -> dict[str, SourceState]:
        """Load the states of their sources; store new bytes before anyone interprets them."""
        needed = [fetched.source.id for fetched in fetch_results if _needs_state(fetched)]
        blank = {fetched.source.id: SourceState(heads={}) for fetched in fetch_results}
        states = blank | self._archive.states(needed)
        with_snapshot = [fetched for fetched in fetch_results if isinstance(fetched, Fetched)]
        new = [c.snapshot for c in with_snapshot if not has_known_bytes(c, states[c.source.id])]
        self._archive.store(new)
        return states

    def judge(
        self, fetched: FetchResult, state: SourceState, now: datetime, *, confirmed: bool = False
    ) -> CheckOutcome:
        """Decide what a result means. `confirmed`: an operator confirmed the snapshot."""
        reading = read(fetched, state)
        last = self._last(reading, state)
        reading = compare_fields(reading, last) if last else reading
        needs_rereading = reading.documents is not None and is_read_anew(fetched.source, state)
        rereading = (
            self._reread(fetched.source, last, state, now) if last and needs_rereading else None
        )
        state = rereading.state if rereading else state
        known = self._known(reading, state, now)
        known = replace(rereading.add_to(known) if rereading else known, last=known.last or last)
        outcome = decide(reading, state, known, now, confirmed=confirmed)
        return after_rereading(outcome, rereading.change_set) if rereading else outcome

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        """Store the outcomes, all or none."""
        return self._archive.record(judged, now)

    def take(self, fetched: FetchResult, now: datetime, *, confirmed: bool = False) -> CheckResult:
        """Judge one fetch result and record its outcome."""
        state = self.begin([fetched])[fetched.source.id]
        (result,) = self.record([self.judge(fetched, state, now, confirmed=confirmed)], now)
        return result

    def accept(self, source: Source, now: datetime) -> CheckResult | None:
        """Accept the last snapshot if it was quarantined or refused; return None otherwise."""
        quarantined = self._state(source.id).quarantined
        last = self._archive.refused_snapshot(source.id)
        if last is None and quarantined and quarantined.url:
            # Another site sent the bytes of the accepted snapshot, so only that one is stored.
            last = self._archive.accepted_snapshot(source.id)
        if last is None:
            return None
        if quarantined and quarantined.url:
            last = replace(last, url=quarantined.url)
        return self.take(Fetched(source, last), now, confirmed=True)

    def known_keys(self, source_id: str) -> frozenset[str]:
        """Return the keys of all documents of the source so far."""
        return frozenset(self._state(source_id).heads)

    def replay(self, source: Source, now: datetime) -> CheckResult:
        """Extract the last accepted snapshot with the source's current settings; alert nobody.

        If the last snapshot was refused and can be read now, judge it again.
        """
        state = self._state(source.id)
        last = self._archive.accepted_snapshot(source.id) if is_read_anew(source, state) else None
        rereading = self._reread(source, last, state, now) if last else None
        if rereading:
            self.record([CheckOutcome(source, rereading.change_set)], now)
            state = rereading.state
        refused = self._archive.refused_snapshot(source.id)
        if refused and self._is_readable(refused, source, state, now):
            return self.take(Fetched(source, refused), now)
        reread_count = len(rereading.change_set.versions) if rereading else 0
        return CheckResult(
            source_id=source.id,
            outcome=Outcome.COSMETIC if reread_count else Outcome.UNCHANGED,
            version=max((head.number for head in state.heads.values()), default=None),
            reason=CheckReason(detail=f"read in a new way: {reread_count} documents")
            if reread_count
            else NO_REASON,
        )

    def _last(self, reading: Reading, state: SourceState) -> Snapshot | None:
        """Return the last accepted snapshot if deciding needs it."""
        if not needs_last(reading, state):
            return None
        return self._archive.accepted_snapshot(reading.fetched.source.id)

    def _reread(
        self, source: Source, last: Snapshot, state: SourceState, now: datetime
    ) -> Reread | None:
        """Return what extracting the last snapshot again changes; None when nothing."""
        documents = read_last(last, source)
        needed = reread_needs(source, documents, state)
        stored = self._archive.known(source.id, needed, now).documents
        return reread(source, last, documents, state, stored, now)

    def _known(self, reading: Reading, state: SourceState, now: datetime) -> Known:
        """Load what deciding the reading needs."""
        source_id = reading.fetched.source.id
        known = self._archive.known(source_id, needs(reading, state, now), now)
        if isinstance(reading.fetched, NotModified) and has_reverted(known.newest):
            return replace(known, last=self._archive.accepted_snapshot(source_id))
        return known

    def _is_readable(
        self, refused: Snapshot, source: Source, state: SourceState, now: datetime
    ) -> bool:
        """Return whether a refused snapshot would raise no suspicion now."""
        documents = documents_of(refused, source)
        if isinstance(documents, Rejection):
            return False
        reading = Reading(fetched=Fetched(source, refused), documents=documents)
        known = replace(self._known(reading, state, now), last=self._last(reading, state))
        return is_readable(source, documents, state, known)

    def _state(self, source_id: str) -> SourceState:
        return self._archive.states([source_id])[source_id]


def _needs_state(fetched: FetchResult) -> bool:
    """Return whether a result needs its state: a 304 of a list (thousands of entries) does not."""
    return isinstance(fetched, Fetched) or (
        isinstance(fetched, NotModified) and not fetched.source.has_entries
    )
