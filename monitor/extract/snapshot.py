"""Read a snapshot into documents: one for a page, PDF or table, else one for each entry."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from monitor.bundle import BundlePart, unpack
from monitor.dates import published
from monitor.errors import ExtractionError
from monitor.extract.answer import details_in, rows_in
from monitor.extract.charset import decode
from monitor.extract.entries import Entry, document_of
from monitor.extract.entry_words import with_words
from monitor.extract.feed import read_feed
from monitor.extract.html import read_page
from monitor.extract.series import entries_of
from monitor.model import Block, BlockKind, Document, Link, Snapshot
from monitor.parsing.urls import join_url
from monitor.source import Api, Kind, Source

_MOST_LINKS = 2_000
# Matches most links of a page; `join_url` takes ten times as long for the same result.
_PLAIN_PATH = re.compile(r"/[\w~%./-]*", re.ASCII)

# Reads the content of an entry's own page or response.
ReadOwn = Callable[[BundlePart], tuple[Block, ...]]
Reader = Callable[[Snapshot, Source], tuple[Document, ...]]


def extract(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    """Return the snapshot's documents, of a list those that the source asks for.

    ExtractionError when nothing in it is readable.
    """
    documents = with_words(_READERS[source.kind](snapshot, source), source)
    return tuple(_plausible(document, snapshot.fetched_at) for document in documents)


def _plausible(document: Document, read_at: datetime) -> Document:
    stated = published(document.published_at, read_at)
    return document if stated == document.published_at else replace(document, published_at=stated)


def _page(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    text = decode(snapshot.body, snapshot.content_type, source.language)
    if is_text(snapshot.content_type, text):
        blocks = _read_text(text)
        return (Document(title=source.title, blocks=blocks, url=snapshot.url),)
    page = read_page(text, select=source.select, remove=source.remove)
    links = tuple(absolute([link for link in page.links[:_MOST_LINKS] if link.url], snapshot.url))
    document = Document(
        title=page.title, blocks=page.blocks, url=snapshot.url, links=links, parts=page.parts
    )
    return (document,)


def is_text(content_type: str, text: str) -> bool:
    """Return whether a response is plain text or Markdown, not a page under a wrong type."""
    is_declared = content_type.startswith(("text/plain", "text/markdown", "text/x-markdown"))
    return is_declared and not text.lstrip("\ufeff \r\n\t").startswith("<")


def _read_text(text: str) -> tuple[Block, ...]:
    from monitor.extract.plain import read_text  # noqa: PLC0415 - few sources need its parser

    if not (blocks := read_text(text)):
        raise ExtractionError("empty", "the text is empty")
    return blocks


def absolute(links: Iterable[Link], base: str) -> Iterator[Link]:
    """Yield the links with absolute addresses; a broken address stays as the page has it."""
    origin = join_url(base, "/").removesuffix("/")
    for link in links:
        if _PLAIN_PATH.fullmatch(link.url) and "/." not in link.url and "//" not in link.url:
            yield Link(link.text, origin + link.url)
        else:
            yield Link(link.text, join_url(base, link.url) or link.url)


def _pdf(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    blocks = _read_pdf(snapshot.body)
    return (Document(title=source.title, blocks=blocks, url=snapshot.url),)


def _read_pdf(body: bytes) -> tuple[Block, ...]:
    from monitor.extract.pdf import read_pdf  # noqa: PLC0415 - it takes 14 MB; few crawls need it

    return read_pdf(body)


def _feed(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    return read_feed(snapshot.body, snapshot.content_type, snapshot.url, source.language)


def _listing(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    return _series(snapshot, source, lambda part: _content(part, source))


def _content(page: BundlePart, source: Source) -> tuple[Block, ...]:
    if page.content_type.startswith("application/pdf"):
        return _read_pdf(page.body)
    text = decode(page.body, page.content_type, source.language)
    return read_page(text, select=source.listing.select, remove=source.remove).blocks


def _api(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    api = _declared(source)
    if not api.table:
        return _series(snapshot, source, lambda part: details_in(part, api))
    rows = tuple(row for part in _parts(snapshot) for row in rows_in(part, api) if row)
    blocks = tuple(Block((), row, BlockKind.ROW) for row in rows)
    return (Document(title=source.title, blocks=blocks, url=source.url),)


def _series(snapshot: Snapshot, source: Source, read: ReadOwn) -> tuple[Document, ...]:
    """Return the entries of all lists, each with the content of its own page or response."""
    parts = _parts(snapshot)
    own = {part.url: part for part in parts}
    return tuple(_entry(entry, own.get(entry.more), read) for entry in entries_of(parts, source))


def _entry(entry: Entry, own: BundlePart | None, read: ReadOwn) -> Document:
    if own is None:
        return document_of(entry, is_whole=not entry.more)
    try:
        return document_of(entry, read(own))
    except ExtractionError:
        return document_of(entry, is_whole=False)


def _parts(snapshot: Snapshot) -> tuple[BundlePart, ...]:
    packed = BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
    return unpack(packed)


def _declared(source: Source) -> Api:
    if source.api is None:
        raise ExtractionError("api-shape", "the source does not say where its entries lie")
    return source.api


_READERS: dict[Kind, Reader] = {
    Kind.PAGE: _page,
    Kind.LISTING: _listing,
    Kind.FEED: _feed,
    Kind.API: _api,
    Kind.PDF: _pdf,
}
