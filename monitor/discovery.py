"""What a capture shows of the catalogue itself: a page that moved, a page newly linked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urldefrag, urlsplit

from monitor.model import Document, Snapshot
from monitor.source import Source

# Shorter words are buttons.
_TITLE_CHARS = 4
_MOST_LINKS = 500


class ProposalKind(StrEnum):
    """Why something is proposed."""

    MOVED = "moved"
    LINKED = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An address that the operator may want in the catalogue."""

    source_id: str
    kind: ProposalKind
    url: str
    title: str


def proposals(
    source: Source, snapshot: Snapshot, documents: Iterable[Document] = ()
) -> tuple[Proposal, ...]:
    """The address that a page moved to, and the pages of its site that it links."""
    linked = _linked(source, documents) if source.discover else ()
    return (*_moved(source, snapshot), *linked)


def _moved(source: Source, snapshot: Snapshot) -> Iterator[Proposal]:
    if snapshot.moved_to and snapshot.moved_to != source.url:
        yield Proposal(
            source_id=source.id,
            kind=ProposalKind.MOVED,
            url=snapshot.moved_to,
            title=source.title,
        )


def _linked(source: Source, documents: Iterable[Document]) -> tuple[Proposal, ...]:
    found: dict[str, Proposal] = {}
    for link in (link for document in documents for link in document.links):
        url = urldefrag(link.url).url
        if _is_same_site(url, source.url) and len(link.text) >= _TITLE_CHARS:
            proposal = Proposal(
                source_id=source.id, kind=ProposalKind.LINKED, url=url, title=link.text[:200]
            )
            found.setdefault(url, proposal)
    return tuple(found.values())[:_MOST_LINKS]


def _is_same_site(url: str, other: str) -> bool:
    here, there = urlsplit(url), urlsplit(other)
    same_host = here.netloc.removeprefix("www.") == there.netloc.removeprefix("www.")
    return same_host and (here.path, here.query) != (there.path, there.query)
