"""An entry of a list, feed or API answer -> a document."""

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

# More than any known source gives at once; a longer answer is cut at its oldest end.
MAX_ENTRIES = 2_000
_MAX_CHARS = 200_000
# An entry without a title is headed by its first words.
_HEAD_CHARS = 90
# Section marks of XML that were escaped, or nested, and came through as text.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|&lt;!\[CDATA\[|\]\]&gt;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What names an entry. `id`: its identity at its source. `markup`: what it says, if known.
    `more`: the address of its own page or answer, if that is to be read, too.
    """

    id: str
    title: str
    url: str = ""
    published_at: datetime | None = None
    markup: tuple[str, ...] = ()
    more: str = ""

    @property
    def key(self) -> str:
        """Its identity in the archive."""
        return entry_key(self.id)


def entry_key(identity: str) -> str:
    """The archive's key of an entry's own identity."""
    return sha256(identity)[:32]


def identity(*given: Any) -> str:
    """The first that is given of what can name an entry: its id, its link, its words."""
    return next((name for value in given if value and (name := str(value).strip())), "")


def named_key(document: Document) -> str:
    """The key of an entry that shares its own with others: with its link and its title."""
    return entry_key(f"{document.key}\n{document.url}\n{document.title}")


def whole_key(document: Document) -> str:
    """The key of an entry that shares even its link and its title with others: with all it says."""
    stated = (document.published_at.isoformat(),) if document.published_at else ()
    return entry_key("\n".join((named_key(document), *stated, document.text)))


def distinct(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents that say something, each once.

    Entries that share an identity and say different things are different entries.
    """
    told: dict[tuple[Any, ...], Document] = {}
    keys: set[str] = set()
    for document in documents:
        is_stub = document.key in keys and not document.url and len(document.blocks) == 1
        if document.blocks and not is_stub:
            keys.add(document.key)
            told.setdefault((document.key, document.url, document.title, document.blocks), document)
    return tuple(told.values())


def document_of(
    entry: Entry, body: tuple[Block, ...] | None = None, *, is_whole: bool = True
) -> Document:
    """The entry's document; `body`: what its own page says, in place of its markup."""
    blocks = blocks_of(entry.markup) if body is None else body
    if body and is_cut_from(entry.title, body[0].text):
        entry = replace(entry, title=body[0].text)
    heading = (Block((), entry.title, BlockKind.HEADING),) if entry.title else ()
    path = (entry.title,) if entry.title else ()
    # A page begins with the title that the list gave already.
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
    """The blocks of HTML fragments or plain texts."""
    parts = (_CDATA.sub(" ", part) for part in markup)
    joined = "".join(f"<div>{part}</div>" for part in parts if part.strip())[:_MAX_CHARS]
    return read_blocks(parse(f"<body>{joined}</body>")) if joined else ()


def plain(markup: str) -> str:
    """A title's text, tags and entities read."""
    markup = _CDATA.sub(" ", markup)
    blocks = blocks_of((markup,)) if "<" in markup or "&" in markup else ()
    return clean(" ".join(block.text for block in blocks) or markup)[:500]


def _first_words(blocks: tuple[Block, ...]) -> str:
    return shorten(blocks[0].text, _HEAD_CHARS) if blocks else ""


def _below(block: Block, entry: Entry) -> tuple[str, ...]:
    return block.path[1:] if block.path[:1] == (entry.title,) else block.path
