"""Read a JSON Feed into one document for each item (jsonfeed.org, versions 1 and 1.1)."""

from typing import Any

from monitor.bundle import BundlePart
from monitor.dates import moment
from monitor.errors import ExtractionError
from monitor.extract.answer import read_answer
from monitor.extract.entries import MAX_ENTRIES, Entry, distinct, document_of, identity, plain
from monitor.model import Document

_VERSION = "https://jsonfeed.org/version/"


def read_json_feed(body: bytes, url: str) -> tuple[Document, ...]:
    """Return the feed's items in order; ExtractionError for other JSON."""
    feed = read_answer(BundlePart(url=url, content_type="application/json", body=body))
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_VERSION):
        raise ExtractionError("not-a-feed", "the answer is JSON, but no JSON Feed")
    items = feed.get("items")
    listed = items[:MAX_ENTRIES] if isinstance(items, list) else ()
    return distinct(_document(item) for item in listed if isinstance(item, dict))


def own_address(body: bytes, url: str) -> str:
    """Return the address that the feed states as its own, or ''."""
    try:
        feed = read_answer(BundlePart(url=url, content_type="application/json", body=body))
    except ExtractionError:
        return ""
    return str(feed.get("feed_url") or "") if isinstance(feed, dict) else ""


def _document(item: dict[str, Any]) -> Document:
    title = plain(str(item.get("title") or ""))
    link = str(item.get("url") or item.get("external_url") or "")
    content = item.get("content_html") or item.get("content_text") or item.get("summary") or ""
    return document_of(
        Entry(
            id=identity(item.get("id"), link, title, str(content)),
            title=title,
            url=link,
            published_at=moment(item.get("date_published") or item.get("date_modified")),
            markup=(str(content),),
        )
    )
