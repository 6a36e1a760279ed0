"""Decides whether a document is genuine, by itself and compared with the last one."""

from dataclasses import replace

from monitor.gate import examine, suspicion
from monitor.model import Document, Rejection
from monitor.source import Source


def rejection_of(source: Source, document: Document, previous: Document | None) -> Rejection | None:
    """Return why a page's document is rejected or quarantined; None if it is accepted."""
    return examine(document, previous, source.expect) or suspicion(document, previous)


def without_block_page(document: Document) -> Document:
    """If an entry's own page is a block page, keep only the text from the list."""
    if examine(document, None) is None:
        return document
    return replace(document, blocks=document.blocks[:1], is_whole=False)
