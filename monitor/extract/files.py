"""Read a saved file into a document, by suffix: .html .md .txt .pdf .xml (`forewarn compare`)."""

import re
from collections.abc import Callable
from pathlib import PurePath

from lxml import etree
from markdown_it import MarkdownIt

from monitor.errors import ConfigurationError, ExtractionError
from monitor.extract.charset import decode
from monitor.extract.feed import read_feed
from monitor.extract.html import parse, read_page
from monitor.extract.pdf import read_pdf
from monitor.extract.walk import read_blocks
from monitor.model import Block, Document
from monitor.text import clean

_PARAGRAPHS = re.compile(r"\n\s*\n")
# Old archives save pages as .txt with their tags inside.
_TAG = re.compile(r"</?(?:p|br|li|ul|ol|div|td|tr|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_FEW_TAGS = 3


def _markdown_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    # Link targets are dropped unread, so a target that a browser must not follow is accepted too.
    parser.validateLink = _is_link  # type: ignore[method-assign]
    return parser


def _is_link(url: str) -> bool:
    del url
    return True


_MARKDOWN = _markdown_parser()


def read_file(name: str, body: bytes, *, select: str = "") -> Document:
    """Return the document in a file's bytes; ConfigurationError for an unknown suffix."""
    suffix = PurePath(name).suffix.lower()
    if suffix in {".html", ".htm"}:
        page = read_page(decode(body), select=select)
        return Document(title=page.title, blocks=page.blocks, parts=page.parts)
    if suffix not in _READERS:
        known = " ".join(sorted(_READERS))
        raise ConfigurationError(
            f"{name}: cannot read {suffix or 'a name without suffix'}; use .html {known}"
        )
    blocks = _READERS[suffix](body)
    return Document(title=blocks[0].text[:200] if blocks else "", blocks=blocks)


def _markdown(body: bytes) -> tuple[Block, ...]:
    rendered = _MARKDOWN.render(decode(body))
    return read_blocks(parse(f"<body>{rendered}</body>"))


def _plain(body: bytes) -> tuple[Block, ...]:
    text = decode(body)
    if len(_TAG.findall(text)) > _FEW_TAGS:
        return read_blocks(parse(f"<body>{_PARAGRAPHS.sub('<p>', text)}</body>"))
    paragraphs = map(clean, _PARAGRAPHS.split(text))
    return tuple(Block((), text) for text in paragraphs if text)


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
