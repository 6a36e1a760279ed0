"""Whether a document is a true one by itself, and beside the last."""

from dataclasses import replace

from monitor.gate import examine, suspicion
from monitor.model import Document, Rejection
from monitor.source import Source


def doubt(source: Source, document: Document, previous: Document | None) -> Rejection | None:
    """Why a page's document is refused, or must be seen again; None when it is believed."""
    return examine(document, previous, source.expect) or suspicion(document, previous)


def without_block_page(document: Document) -> Document:
    """An entry whose own page is a block page: only what the list says of it counts."""
    if examine(document, None) is None:
        return document
    return replace(document, blocks=document.blocks[:1], is_whole=False)
