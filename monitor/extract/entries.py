"""An entry of a list, feed or API answer -> a document."""

from dataclasses import dataclass
from datetime import datetime

from monitor.extract.html import parse
from monitor.extract.walk import read_blocks
from monitor.model import Block, BlockKind, Document
from monitor.text import clean, sha256

# More than any known source gives at once; a longer answer is cut at its oldest end.
MAX_ENTRIES = 2_000
_MAX_CHARS = 200_000


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


def document_of(
    entry: Entry, body: tuple[Block, ...] | None = None, *, is_whole: bool = True
) -> Document:
    """The entry's document; `body`: what its own page says, in place of its markup."""
    blocks = blocks_of(entry.markup) if body is None else body
    heading = (Block((), entry.title, BlockKind.HEADING),) if entry.title else ()
    path = (entry.title,) if entry.title else ()
    # A page begins with the title that the list gave already.
    rest = blocks[1:] if blocks and blocks[0].text == entry.title else blocks
    return Document(
        title=entry.title or entry.url or "(untitled)",
        blocks=heading + tuple(Block((*path, *_below(b, entry)), b.text, b.kind) for b in rest),
        key=entry.key,
        url=entry.url if entry.url.startswith(("http://", "https://")) else "",
        published_at=entry.published_at,
        is_whole=is_whole,
    )


def blocks_of(markup: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of HTML fragments or plain texts."""
    joined = "".join(f"<div>{part}</div>" for part in markup if part.strip())[:_MAX_CHARS]
    return read_blocks(parse(f"<body>{joined}</body>")) if joined else ()


def plain(markup: str) -> str:
    """A title's text, tags and entities read."""
    blocks = blocks_of((markup,)) if "<" in markup or "&" in markup else ()
    return clean(" ".join(block.text for block in blocks) or markup)[:500]


def _below(block: Block, entry: Entry) -> tuple[str, ...]:
    return block.path[1:] if block.path[:1] == (entry.title,) else block.path
