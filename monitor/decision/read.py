"""Reads a fetch result: its documents, or why there are none."""

from dataclasses import dataclass, replace

from monitor.discovery import moved_away, proposals
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.key import as_rendered, extraction_key
from monitor.extract.snapshot import extract
from monitor.gate import from_another_site, inspect
from monitor.gate.selector_proposal import propose_selector
from monitor.gate.shape import absent_fields, reshaped
from monitor.model import Document, Proposal, Rejection, Snapshot
from monitor.ports import Fetched, FetchResult, SourceState
from monitor.source import Kind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A fetch result with its extracted documents.

    `documents`: None if there is nothing to read: no response, a rejected one, or known bytes.
    `rejection`: why the response is rejected; `proposals`: those that it nevertheless makes.
    `another_site`: set if the response came from another site than before.
    """

    fetched: FetchResult
    documents: tuple[Document, ...] | None = None
    rejection: Rejection | None = None
    proposals: tuple[Proposal, ...] = ()
    another_site: Rejection | None = None


def read(fetched: FetchResult, state: SourceState) -> Reading:
    """Read a fetch result, unless it is rejected unread or has known bytes."""
    if not isinstance(fetched, Fetched):
        return Reading(fetched=fetched)
    source, snapshot = fetched.source, fetched.snapshot
    if moved := moved_away(source, snapshot):
        proposed = proposals(source, snapshot)
        return Reading(fetched=fetched, rejection=moved, proposals=proposed)
    another_site = from_another_site(snapshot, source, state.captured_url)
    if not another_site and has_known_bytes(fetched, state):
        return Reading(fetched=fetched)
    documents = documents_of(snapshot, source)
    if isinstance(documents, Rejection):
        return Reading(fetched=fetched, rejection=documents)
    return Reading(fetched=fetched, documents=documents, another_site=another_site)


def has_known_bytes(fetched: Fetched, state: SourceState) -> bool:
    """Whether the bytes equal the last snapshot's, and extraction is still configured the same."""
    return (
        fetched.snapshot.sha256 == state.body_sha256
        and extraction_key(fetched.source) == state.extraction_key
    )


def documents_of(snapshot: Snapshot, source: Source) -> tuple[Document, ...] | Rejection:
    """Extract the documents of a snapshot, or return why it has none."""
    if refused := inspect(snapshot, source):
        return refused
    try:
        return extract(snapshot, source)
    except ExtractionError as error:
        return Rejection(error.reason)


def is_read_anew(source: Source, state: SourceState) -> bool:
    """Whether the stored documents were extracted with another configuration than now."""
    key = as_rendered(extraction_key(source), state.extraction_key)
    # A list may have been read before without any entry that its source asked for.
    is_read = bool(state.heads) or (source.has_entries and bool(state.extraction_key))
    return is_read and state.extraction_key != key


def needs_last(reading: Reading, state: SourceState) -> bool:
    """Whether the last accepted snapshot is needed.

    It is if the extraction changed, an API lacks a field, or the selector finds several parts.
    """
    if reading.documents is None:
        return False
    is_split = any(document.parts > 1 for document in reading.documents)
    return is_split or is_read_anew(reading.fetched.source, state) or _lacks_fields(reading)


def proposes_selector(reading: Reading) -> bool:
    """Whether the response of a page is rejected since its selector matches nothing."""
    is_missing = reading.rejection and reading.rejection.reason.code == "selector-missing"
    return bool(is_missing) and reading.fetched.source.kind is Kind.PAGE


def with_selector(fetched: Fetched, refused: Rejection, previous: Document) -> Rejection:
    """Name in the rejection the selector that would match the known text now."""
    source, snapshot = fetched.source, fetched.snapshot
    text = decode(snapshot.body, snapshot.content_type, source.language)
    selector, share = propose_selector(text, previous)
    if not selector:
        return refused
    detail = (
        f"the selector {source.select!r} matches nothing; "
        f"{selector!r} would match now ({share:.0%} of the known text)"
    )
    return replace(refused, reason=replace(refused.reason, detail=detail))


def compare_fields(reading: Reading, last: Snapshot) -> Reading:
    """Reject the response of an API that lacks a field which the last accepted one had."""
    fetched = reading.fetched
    if not isinstance(fetched, Fetched) or fetched.source.api is None:
        return reading
    try:
        refused = reshaped(fetched.snapshot, last, fetched.source.api)
    except ExtractionError:
        return reading
    return replace(reading, documents=None, rejection=refused) if refused else reading


def _lacks_fields(reading: Reading) -> bool:
    fetched = reading.fetched
    if not isinstance(fetched, Fetched) or fetched.source.api is None:
        return False
    return bool(absent_fields(fetched.snapshot, fetched.source.api))
