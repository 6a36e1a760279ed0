"""JSON Feed -> one document for each item (jsonfeed.org, versions 1 and 1.1)."""

from typing import Any

from monitor.bundle import BundlePart
from monitor.dates import moment
from monitor.errors import ExtractionError
from monitor.extract.answer import read_answer
from monitor.extract.entries import MAX_ENTRIES, Entry, document_of, plain
from monitor.model import Document

_VERSION = "https://jsonfeed.org/version/"


def read_json_feed(body: bytes, url: str) -> tuple[Document, ...]:
    """The feed's items, each identity once; ExtractionError for other JSON."""
    feed = read_answer(BundlePart(url=url, content_type="application/json", body=body))
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_VERSION):
        raise ExtractionError("not-a-feed", "the answer is JSON, but no JSON Feed")
    documents: dict[str, Document] = {}
    for item in list(feed.get("items") or ())[:MAX_ENTRIES]:
        document = _document(item) if isinstance(item, dict) else None
        if document and document.blocks:
            documents.setdefault(document.key, document)
    return tuple(documents.values())


def _document(item: dict[str, Any]) -> Document:
    title = plain(str(item.get("title") or ""))
    link = str(item.get("url") or item.get("external_url") or "")
    content = item.get("content_html") or item.get("content_text") or item.get("summary") or ""
    return document_of(
        Entry(
            id=str(item.get("id") or link or title),
            title=title,
            url=link,
            published_at=moment(item.get("date_published") or item.get("date_modified")),
            markup=(str(content),),
        )
    )
