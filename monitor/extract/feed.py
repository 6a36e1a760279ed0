"""Read RSS, Atom and JSON Feed bytes into one document for each entry."""

import re
from typing import Any

import feedparser

from monitor.dates import moment
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.entries import MAX_ENTRIES, Entry, distinct, document_of, identity, plain
from monitor.extract.jsonfeed import read_json_feed
from monitor.model import Document
from monitor.text import clean

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Warnings of feedparser about feeds that it reads correctly.
_HARMLESS = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)


def read_feed(body: bytes, content_type: str, url: str, language: str = "") -> tuple[Document, ...]:
    """Return the feed's entries in order, including all entries that share an identity."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return read_json_feed(body, url)
    try:
        feed = _parsed(decode(body, f"{content_type}; charset=utf-8", language), url)
    except Exception as error:
        # feedparser recovers from nearly everything, but not from a reference beyond Unicode.
        raise ExtractionError("malformed-feed", f"the feed is malformed ({error})"[:160]) from error
    if not feed.get("version"):
        raise ExtractionError(
            "not-a-feed", f"the answer is no RSS, Atom or JSON feed ({_why(feed)})"
        )
    documents = distinct(_document(entry) for entry in feed.entries[:MAX_ENTRIES])
    if not documents and feed.bozo and not isinstance(feed.bozo_exception, _HARMLESS):
        raise ExtractionError("malformed-feed", f"the feed is malformed ({_why(feed)})")
    return documents


def _parsed(text: str, url: str) -> Any:
    """Parse the feed with feedparser; decoding and cleaning are done here, as for all kinds."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(
        _DECLARATION.sub("", text).encode(errors="replace"),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _why(feed: Any) -> str:
    return clean(str(feed.get("bozo_exception", "no feed element")))[:120]


def _document(entry: Any) -> Document:
    title = plain(entry.get("title") or "")
    link = entry.get("link") or ""
    markup = _markup(entry)
    return document_of(
        Entry(
            id=identity(entry.get("id"), link, title, *markup),
            title=title,
            url=link,
            published_at=moment(_stated(entry, "published") or _stated(entry, "updated")),
            markup=markup,
        )
    )


def _markup(entry: Any) -> tuple[str, ...]:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    return (max([*contents, entry.get("summary") or ""], key=len),)


def _stated(entry: Any, name: str) -> Any:
    """Return a time as the feed itself writes it.

    feedparser's `get` substitutes one field for the other, and parses 2026/11/25 as 1 November.
    """
    return dict.get(entry, name)
