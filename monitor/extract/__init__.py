"""Snapshot -> documents: one for a page, one for each entry of a feed."""

import json
from collections.abc import Callable

from monitor.extract.charset import decode
from monitor.extract.feed import read_feed
from monitor.extract.html import read_page
from monitor.model import Document, Kind, Snapshot, Source
from monitor.text import sha256

# Raise this when a reader's output changes: stored versions are then re-read as
# `technical` ones and nobody is alerted.
EXTRACTOR = 1

Reader = Callable[[Snapshot, Source], tuple[Document, ...]]


def extract(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    """What the snapshot says; ExtractionError when it says nothing readable."""
    return _READERS[source.kind](snapshot, source)


def extraction_key(source: Source) -> str:
    """Names the way a source is read: a new selector or reader gives a new key."""
    parts = [EXTRACTOR, source.kind, source.select, list(source.remove)]
    return sha256(json.dumps(parts))[:16]


def text_sha256(document: Document) -> str:
    """The hash of what the document says, headings included."""
    return sha256("\n".join(f"{block.kind} {block.text}" for block in document.blocks))


def _page(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    text = decode(snapshot.body, snapshot.content_type)
    page = read_page(text, select=source.select, remove=source.remove)
    return (Document(title=page.title, blocks=page.blocks, url=snapshot.url),)


def _feed(snapshot: Snapshot, source: Source) -> tuple[Document, ...]:
    del source  # a feed needs no selector
    return read_feed(snapshot.body, snapshot.content_type, snapshot.url)


_READERS: dict[Kind, Reader] = {Kind.PAGE: _page, Kind.FEED: _feed}
