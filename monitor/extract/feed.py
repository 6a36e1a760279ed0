"""RSS and Atom bytes -> one document for each entry."""

import calendar
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.errors import ExtractionError
from monitor.extract.html import parse
from monitor.extract.walk import read_blocks
from monitor.model import Block, BlockKind, Document
from monitor.text import clean, sha256

# The busiest known feed holds 200 entries; a longer one is cut at its oldest end.
MAX_ENTRIES = 2_000
_MAX_ENTRY_CHARS = 200_000
# What feedparser frowns at while it reads the feed well.
_HARMLESS = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)


def read_feed(body: bytes, content_type: str, url: str) -> tuple[Document, ...]:
    """The feed's entries, newest as the feed orders them; each identity once."""
    headers = {"content-type": content_type, "content-location": url}
    feed = feedparser.parse(body, response_headers=headers)
    if not feed.get("version"):
        raise ExtractionError("not-a-feed", f"the answer is no RSS or Atom feed ({_why(feed)})")
    documents: dict[str, Document] = {}
    for entry in feed.entries[:MAX_ENTRIES]:
        document = _document(entry)
        if document.blocks:
            documents.setdefault(document.key, document)
    if not documents and feed.bozo and not isinstance(feed.bozo_exception, _HARMLESS):
        raise ExtractionError("malformed-feed", f"the feed is malformed ({_why(feed)})")
    return tuple(documents.values())


def _why(feed: Any) -> str:
    return clean(str(feed.get("bozo_exception", "no feed element")))[:120]


def _document(entry: Any) -> Document:
    title = _plain(entry.get("title", ""))
    link = entry.get("link", "")
    heading = (Block((), title, BlockKind.HEADING),) if title else ()
    path = (title,) if title else ()
    body = tuple(Block((*path, *b.path), b.text, b.kind) for b in _body(entry))
    return Document(
        title=title or link or "(untitled)",
        blocks=heading + body,
        # RSS 2.0 and Atom name an identity; without one the link, then the title, stands in.
        key=sha256(entry.get("id") or link or title)[:32],
        url=link if link.startswith(("http://", "https://")) else "",
        published_at=_time(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _body(entry: Any) -> tuple[Block, ...]:
    contents = [part.get("value", "") for part in entry.get("content", ())]
    markup = max([*contents, entry.get("summary", "")], key=len)[:_MAX_ENTRY_CHARS]
    return _blocks(markup) if markup.strip() else ()


def _plain(markup: str) -> str:
    blocks = _blocks(markup) if "<" in markup else ()
    return clean(" ".join(block.text for block in blocks) or markup)[:500]


def _blocks(markup: str) -> tuple[Block, ...]:
    return read_blocks(parse(f"<body>{markup}</body>"))


def _time(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, ValueError, OSError):
        return None
