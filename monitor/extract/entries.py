"""Turn an entry of a list, feed or API response into a document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.extract.html import parse
from monitor.extract.rows import is_cut_from
from monitor.extract.walk import read_blocks
from monitor.hyperlink import safe_link
from monitor.model import Block, BlockKind, Document
from monitor.text import clean, sha256, shorten

# More than any known source returns at once; a longer response loses its oldest entries.
MAX_ENTRIES = 2_000
_MAX_CHARS = 200_000
# An entry without a title uses its first words as title.
_HEAD_CHARS = 90
# CDATA markers that were escaped or nested, and so appear as text.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|&lt;!\[CDATA\[|\]\]&gt;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as its list gives it. `id`: its identity at its source. `markup`: its content, if known.
    `more`: the address of its own page or response, if that is fetched too.
    """

    id: str
    title: str
    url: str = ""
    published_at: datetime | None = None
    markup: tuple[str, ...] = ()
    more: str = ""

    @property
    def key(self) -> str:
        """The entry's key in the archive."""
        return entry_key(self.id)


def entry_key(identity: str) -> str:
    """Return the archive key of an entry's identity."""
    return sha256(identity)[:32]


def identity(*given: Any) -> str:
    """Return the first non-empty value that can identify an entry: id, link or text."""
    return next((name for value in given if value and (name := str(value).strip())), "")


def named_key(document: Document) -> str:
    """Return the key for an entry whose own key is not unique: from key, link and title."""
    return entry_key(f"{document.key}\n{document.url}\n{document.title}")


def whole_key(document: Document) -> str:
    """Return the key for an entry whose link and title are not unique either: adds date and text."""
    stated = (document.published_at.isoformat(),) if document.published_at else ()
    return entry_key("\n".join((named_key(document), *stated, document.text)))


def distinct(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents that have content, without duplicates.

    Entries that share an identity but differ in content are different entries.
    """
    unique: dict[tuple[Any, ...], Document] = {}
    keys: set[str] = set()
    for document in documents:
        is_stub = document.key in keys and not document.url and len(document.blocks) == 1
        if document.blocks and not is_stub:
            keys.add(document.key)
            content = (document.key, document.url, document.title, document.blocks)
            unique.setdefault(content, document)
    return tuple(unique.values())


def document_of(
    entry: Entry, body: tuple[Block, ...] | None = None, *, is_whole: bool = True
) -> Document:
    """Return the entry's document; `body`: the content of its own page, instead of its markup."""
    blocks = blocks_of(entry.markup) if body is None else body
    if body and is_cut_from(entry.title, body[0].text):
        entry = replace(entry, title=body[0].text)
    heading = (Block((), entry.title, BlockKind.HEADING),) if entry.title else ()
    path = (entry.title,) if entry.title else ()
    # Drop a page's first block when it repeats the title from the list.
    rest = blocks[1:] if blocks and blocks[0].text == entry.title else blocks
    return Document(
        title=entry.title or _first_words(blocks) or safe_link(entry.url) or "(untitled)",
        blocks=heading + tuple(Block((*path, *_below(b, entry)), b.text, b.kind) for b in rest),
        key=entry.key,
        url=safe_link(entry.url),
        published_at=entry.published_at,
        is_whole=is_whole,
    )


def blocks_of(markup: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the blocks of HTML fragments or plain texts."""
    parts = (_CDATA.sub(" ", part) for part in markup)
    joined = "".join(f"<div>{part}</div>" for part in parts if part.strip())[:_MAX_CHARS]
    return read_blocks(parse(f"<body>{joined}</body>")) if joined else ()


def plain(markup: str) -> str:
    """Return a title's text, with tags removed and entities decoded."""
    markup = _CDATA.sub(" ", markup)
    blocks = blocks_of((markup,)) if "<" in markup or "&" in markup else ()
    return clean(" ".join(block.text for block in blocks) or markup)[:500]


def _first_words(blocks: tuple[Block, ...]) -> str:
    return shorten(blocks[0].text, _HEAD_CHARS) if blocks else ""


def _below(block: Block, entry: Entry) -> tuple[str, ...]:
    return block.path[1:] if block.path[:1] == (entry.title,) else block.path
