"""Decides the outcome of a reading, given what is known of its source."""

from dataclasses import replace
from datetime import datetime

from monitor.decision.known import Known
from monitor.decision.outcomes import (
    check_outcome,
    fetch_failed,
    rejected,
    rejected_site,
    with_versions,
)
from monitor.decision.quarantine import (
    has_persisted,
    is_accepted,
    quarantined_document,
    quarantined_text,
)
from monitor.decision.read import Reading, proposes_selector, with_selector
from monitor.decision.reread import read_last
from monitor.decision.trust import (
    rejection_of,
    without_block_page,
)
from monitor.decision.versions import has_text_of, new_version, read_anew, reverted
from monitor.discovery import proposals
from monitor.extract.key import extraction_key, is_rendered_anew
from monitor.extract.snapshot import extract
from monitor.identity import identified
from monitor.model import Document, Outcome, Rejection
from monitor.ports import (
    CheckOutcome,
    Fetched,
    FetchFailed,
    NewVersion,
    NotModified,
    SourceState,
)
from monitor.sites import site_of
from monitor.source import Kind, Render, Source


def decide(
    reading: Reading, state: SourceState, known: Known, now: datetime, *, confirmed: bool = False
) -> CheckOutcome:
    """Return the outcome of the check. `confirmed`: an operator confirmed the snapshot."""
    fetched = reading.fetched
    if isinstance(fetched, FetchFailed):
        return fetch_failed(fetched)
    if isinstance(fetched, NotModified):
        return _not_modified(fetched.source, state, known, now)
    if reading.rejection:
        refused = _refusal(fetched, reading, reading.rejection, state, known)
        return rejected(fetched.source, fetched.snapshot, refused, proposals=reading.proposals)
    if reading.documents is None:
        return _known_bytes(fetched, state, known, now)
    documents = _identified(fetched.source, reading.documents, state, known)
    if reading.another_site and not confirmed:
        return _from_another_site(fetched, documents, reading.another_site, state, known, now)
    return _decided(fetched, documents, state, known, now, confirmed=confirmed)


def _refusal(
    fetched: Fetched, reading: Reading, refused: Rejection, state: SourceState, known: Known
) -> Rejection:
    """Return why a response has no documents; propose a selector if its own matches nothing."""
    head = state.heads.get("")
    if head is None or not proposes_selector(reading):
        return refused
    return with_selector(fetched, refused, known.documents[head.number])


def is_readable(
    source: Source, documents: tuple[Document, ...], state: SourceState, known: Known
) -> bool:
    """Whether a snapshot that was rejected before would be accepted now."""
    return source.has_entries or not any(_rejection(source, d, state, known) for d in documents)


def _not_modified(source: Source, state: SourceState, known: Known, now: datetime) -> CheckOutcome:
    """Decide an answer of 304: the last snapshot is still current."""
    versions = reverted(known, now)
    if not versions:
        return check_outcome(source, Outcome.NOT_MODIFIED)
    return with_versions(
        source, versions, state, snapshot=known.last, extraction_key=state.extraction_key
    )


def _known_bytes(fetched: Fetched, state: SourceState, known: Known, now: datetime) -> CheckOutcome:
    """Decide a response with the same bytes as the last snapshot."""
    source, snapshot = fetched.source, fetched.snapshot
    return with_versions(
        source,
        reverted(known, now),
        state,
        snapshot=snapshot,
        accepted=True,
        extraction_key=state.extraction_key,
        proposals=proposals(source, snapshot),
        has_entries=False if state.is_empty else None,
    )


def _from_another_site(
    fetched: Fetched,
    documents: tuple[Document, ...],
    another_site: Rejection,
    state: SourceState,
    known: Known,
    now: datetime,
) -> CheckOutcome:
    """Quarantine a snapshot from another site, even if its content raises no suspicion."""
    if refused := _certain_rejection(fetched, documents, state, known):
        return refused
    outcome = _decided(fetched, documents, state, known, now, confirmed=True)
    url = fetched.snapshot.url
    quarantined = quarantined_text(site_of(url), state, now, url)
    if not outcome.change_set.accepted or has_persisted(quarantined, state, now):
        return outcome
    return rejected_site(outcome, another_site, quarantined, state)


def _certain_rejection(
    fetched: Fetched, documents: tuple[Document, ...], state: SourceState, known: Known
) -> CheckOutcome | None:
    """Reject what is certainly no true page, whichever site sent it."""
    source = fetched.source
    for document in () if source.has_entries else documents:
        refused = _rejection(source, document, state, known)
        if refused and refused.certain:
            return rejected(source, fetched.snapshot, refused)
    return None


def _decided(
    fetched: Fetched,
    documents: tuple[Document, ...],
    state: SourceState,
    known: Known,
    now: datetime,
    *,
    confirmed: bool,
) -> CheckOutcome:
    source, snapshot = fetched.source, fetched.snapshot
    if refused := _refused(fetched, documents, state, known, now, confirmed=confirmed):
        return refused
    return with_versions(
        source,
        _new_versions(source, documents, state, known, now) or reverted(known, now),
        state,
        snapshot=snapshot,
        accepted=True,
        extraction_key=extraction_key(source),
        proposals=proposals(source, snapshot, documents),
        has_entries=_has_entries(fetched, documents),
    )


def _has_entries(fetched: Fetched, documents: tuple[Document, ...]) -> bool | None:
    """Whether a list has any entry, even if its source asks for none of them; None for a page."""
    source = fetched.source
    if not source.has_entries:
        return None
    unfiltered = replace(source, only=(), skip=())
    return bool(documents) or (source.is_filtered and bool(extract(fetched.snapshot, unfiltered)))


def _refused(
    fetched: Fetched,
    documents: tuple[Document, ...],
    state: SourceState,
    known: Known,
    now: datetime,
    *,
    confirmed: bool,
) -> CheckOutcome | None:
    """Reject or quarantine a false or suspicious page; entries are never suspicious."""
    source = fetched.source
    for document in () if source.has_entries else documents:
        if refused := _rejection(source, document, state, known):
            quarantined = quarantined_document(document, refused, state, now)
            if not is_accepted(refused, quarantined, state, now, confirmed=confirmed):
                return rejected(source, fetched.snapshot, refused, quarantined)
    return None


def _new_versions(
    source: Source,
    documents: tuple[Document, ...],
    state: SourceState,
    known: Known,
    now: datetime,
) -> list[NewVersion]:
    if source.kind is Kind.LISTING:
        documents = tuple(without_block_page(document) for document in documents)
    if is_rendered_anew(state.extraction_key, extraction_key(source)):
        found = [read_anew(source, document, state) for document in documents]
    else:
        found = [new_version(source, document, state, known, now) for document in documents]
    return [version for version in found if version]


def _identified(
    source: Source, documents: tuple[Document, ...], state: SourceState, known: Known
) -> tuple[Document, ...]:
    """Return the documents under their stored keys; a page has one document."""
    return identified(documents, state.heads, known.documents) if source.has_entries else documents


def _rejection(
    source: Source, document: Document, state: SourceState, known: Known
) -> Rejection | None:
    return rejection_of(source, document, _previous(source, document, state, known))


def _previous(
    source: Source, document: Document, state: SourceState, known: Known
) -> Document | None:
    """Return the last accepted document, or this one if the text is the same."""
    head = state.heads.get(document.key)
    if head is None or _is_first_in_browser(source, state):
        return None
    previous = document if has_text_of(head, document) else known.documents[head.number]
    # The number of parts is not stored; it is usually one.
    return replace(previous, parts=_parts(source, known)) if document.parts > 1 else previous


def _is_first_in_browser(source: Source, state: SourceState) -> bool:
    """Whether a browser renders the page for the first time; do not compare it with plain HTML."""
    is_new_rendering = is_rendered_anew(state.extraction_key, extraction_key(source))
    return is_new_rendering and source.render is Render.BROWSER


def _parts(source: Source, known: Known) -> int:
    """Count the elements that the selector found in the last accepted snapshot; 2 if unknown."""
    documents = read_last(known.last, source) if known.last else ()
    return max((document.parts for document in documents), default=2)
