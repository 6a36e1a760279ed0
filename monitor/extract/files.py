"""Read a saved file into a document, by suffix: .html .md .txt .pdf .xml (`forewarn compare`)."""

from collections.abc import Callable
from pathlib import PurePath

from lxml import etree

from monitor.errors import ConfigurationError, ExtractionError
from monitor.extract.charset import decode
from monitor.extract.feed import read_feed
from monitor.extract.html import read_page
from monitor.extract.markdown import read_markdown, read_markdown_links
from monitor.extract.pdf import read_pdf
from monitor.extract.plain import read_text
from monitor.model import Block, Document
from monitor.text import clean


def read_file(name: str, body: bytes, *, select: str = "") -> Document:
    """Return the document in a file's bytes; ConfigurationError for an unknown suffix."""
    suffix = PurePath(name).suffix.lower()
    if suffix in {".html", ".htm"}:
        page = read_page(decode(body), select=select)
        return Document(title=page.title, blocks=page.blocks, links=page.links, parts=page.parts)
    if suffix not in _READERS:
        known = " ".join(sorted(_READERS))
        raise ConfigurationError(
            f"{name}: cannot read {suffix or 'a name without suffix'}; use .html {known}"
        )
    blocks = _READERS[suffix](body)
    links = read_markdown_links(decode(body)) if suffix == ".md" else ()
    return Document(title=blocks[0].text[:200] if blocks else "", blocks=blocks, links=links)


def _markdown(body: bytes) -> tuple[Block, ...]:
    return read_markdown(decode(body))


def _plain(body: bytes) -> tuple[Block, ...]:
    return read_text(decode(body))


def _xml(body: bytes) -> tuple[Block, ...]:
    try:
        documents = read_feed(body, "application/xml", "")
        return tuple(block for document in documents for block in document.blocks)
    except ExtractionError:
        return _plain_xml(body)


def _plain_xml(body: bytes) -> tuple[Block, ...]:
    # No entities, no network: a hostile file must do no harm.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(body, parser)
    if root is None:
        raise ExtractionError("malformed-xml", "the file is no XML")
    return tuple(Block((), text) for text in map(clean, root.itertext()) if text)


_READERS: dict[str, Callable[[bytes], tuple[Block, ...]]] = {
    ".md": _markdown,
    ".txt": _plain,
    ".pdf": read_pdf,
    ".xml": _xml,
}
