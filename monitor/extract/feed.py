"""RSS, Atom and JSON Feed bytes -> one document for each entry."""

import calendar
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.errors import ExtractionError
from monitor.extract.entries import MAX_ENTRIES, Entry, document_of, plain
from monitor.extract.jsonfeed import read_json_feed
from monitor.model import Document
from monitor.text import clean

# What feedparser frowns at while it reads the feed well.
_HARMLESS = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)


def read_feed(body: bytes, content_type: str, url: str) -> tuple[Document, ...]:
    """The feed's entries, newest as the feed orders them; each identity once."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return read_json_feed(body, url)
    headers = {"content-type": content_type, "content-location": url}
    try:
        feed = feedparser.parse(body, response_headers=headers)
    except Exception as error:
        # It recovers from nearly everything; from a reference beyond Unicode it does not.
        raise ExtractionError("malformed-feed", f"the feed is malformed ({error})"[:160]) from error
    if not feed.get("version"):
        raise ExtractionError(
            "not-a-feed", f"the answer is no RSS, Atom or JSON feed ({_why(feed)})"
        )
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
    title = plain(entry.get("title") or "")
    link = entry.get("link") or ""
    return document_of(
        Entry(
            # RSS 2.0 and Atom name an identity; without one the link, then the title, stands in.
            id=entry.get("id") or link or title,
            title=title,
            url=link,
            published_at=_time(_stated(entry, "published") or _stated(entry, "updated")),
            markup=_markup(entry),
        )
    )


def _markup(entry: Any) -> tuple[str, ...]:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    return (max([*contents, entry.get("summary") or ""], key=len),)


def _stated(entry: Any, name: str) -> Any:
    """A time that the feed itself gives: the library's own `get` stands one in for the other."""
    return dict.get(entry, f"{name}_parsed")


def _time(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, ValueError, OSError):
        return None
