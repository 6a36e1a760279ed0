"""Determines what to load before a reading can be decided: only what is compared."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.decision.known import Needs
from monitor.decision.read import Reading, proposes_selector
from monitor.decision.versions import has_text_of, may_have_reverted
from monitor.identity import changed_keys, unclear_keys
from monitor.model import Document
from monitor.parsing.urls import split_url
from monitor.ports import FetchFailed, SourceState
from monitor.source import Source


def needs(reading: Reading, state: SourceState, now: datetime) -> Needs:
    """Return what deciding the reading needs; nothing for a failure or a rejected response, unless
    its rejection names the selector that would match now.
    """
    source = reading.fetched.source
    if proposes_selector(reading) and "" in state.heads:
        return Needs(compared=_numbers([""], state))
    if isinstance(reading.fetched, FetchFailed) or reading.rejection:
        return Needs()
    compared = _compared(source, reading.documents or (), state)
    return Needs(
        compared=_numbers(compared, state),
        newest=may_have_reverted(source, state, now),
        host=_host(source, state) if compared and not source.has_entries else "",
    )


def reread_needs(source: Source, documents: Sequence[Document], state: SourceState) -> Needs:
    """Return what rereading the last snapshot needs; texts are compared by hash."""
    keys = unclear_keys(documents, state.heads) if source.has_entries else ()
    return Needs(compared=_numbers(keys, state))


def _compared(source: Source, documents: Sequence[Document], state: SourceState) -> frozenset[str]:
    heads = state.heads
    if source.has_entries:
        return unclear_keys(documents, heads) | changed_keys(documents, heads)
    read = (document for document in documents if document.key in heads)
    return frozenset(d.key for d in read if not has_text_of(heads[d.key], d))


def _host(source: Source, state: SourceState) -> str:
    """Return the host that the page came from, after redirects."""
    return split_url(state.captured_url or source.url).netloc


def _numbers(keys: Iterable[str], state: SourceState) -> dict[str, int]:
    return {key: state.heads[key].number for key in keys}
