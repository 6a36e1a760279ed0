"""Proposes catalogue entries from a snapshot: a page that moved, a newly linked page."""

from collections.abc import Iterable, Iterator

from monitor.check_reason import CheckReason
from monitor.extract.announced import announced
from monitor.model import Document, Proposal, ProposalKind, Rejection, Snapshot
from monitor.parsing.urls import split_url, without_fragment
from monitor.sites import is_host_or_below
from monitor.source import Kind, Source

# Shorter link texts are buttons.
_TITLE_CHARS = 4
_MOST_LINKS = 500


def proposals(
    source: Source, snapshot: Snapshot, documents: Iterable[Document] | None = None
) -> tuple[Proposal, ...]:
    """Return the addresses that a source moved to, and the pages of its site that it links to.

    `documents`: the documents just extracted; None if the bytes are unchanged.
    """
    linked = _linked(source, documents) if source.discover and documents else ()
    moved = [snapshot.moved_to]
    if source.kind is Kind.FEED and documents is not None:
        moved += _announced(source, snapshot)
    return (*_moved(source, moved), *linked)


def moved_away(source: Source, snapshot: Snapshot) -> Rejection | None:
    """Reject a feed that permanently redirects to another site, whose owner is unknown."""
    if source.kind is not Kind.FEED or not snapshot.moved_to:
        return None
    if is_host_or_below(snapshot.moved_to, source.url):
        return None
    detail = f"the feed moved to another site for good: {snapshot.moved_to[:200]}"
    return Rejection(CheckReason("feed-moved", detail))


def _announced(source: Source, snapshot: Snapshot) -> Iterator[str]:
    """Yield the addresses that a feed declares as its own if they are on another site."""
    for address in announced(snapshot.body, snapshot.content_type, snapshot.url):
        if not is_host_or_below(address, source.url) and not is_host_or_below(
            address, snapshot.url
        ):
            yield address


def _moved(source: Source, addresses: Iterable[str]) -> Iterator[Proposal]:
    for address in dict.fromkeys(addresses):
        if address and address != source.url:
            yield Proposal(
                source_id=source.id, kind=ProposalKind.MOVED, url=address, title=source.title
            )


def _linked(source: Source, documents: Iterable[Document]) -> tuple[Proposal, ...]:
    found: dict[str, Proposal] = {}
    for link in (link for document in documents for link in document.links):
        url = without_fragment(link.url)
        if url and _is_other_page_of_host(url, source.url) and len(link.text) >= _TITLE_CHARS:
            proposal = Proposal(
                source_id=source.id, kind=ProposalKind.LINKED, url=url, title=link.text[:200]
            )
            found.setdefault(url, proposal)
    return tuple(found.values())[:_MOST_LINKS]


def _is_other_page_of_host(url: str, other: str) -> bool:
    first, second = split_url(url), split_url(other)
    same_host = first.netloc.removeprefix("www.") == second.netloc.removeprefix("www.")
    return same_host and (first.path, first.query) != (second.path, second.query)
