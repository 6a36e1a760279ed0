"""Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from monitor.hyperlink import safe_link
from web.feeds.entries import Feed, FeedEntry


def as_json_feed(feed: Feed) -> bytes:
    """Write the feed."""
    values: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": "Forewarn"}],
        "items": [_item(entry) for entry in feed.entries],
    }
    values |= {"next_url": feed.next} if feed.next else {}
    return json.dumps(values, ensure_ascii=False).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": [label for _, label in entry.tags],
    }
    item |= {"content_html": entry.content} if entry.content else {"content_text": entry.summary}
    return item | ({"external_url": url} if (url := safe_link(entry.about)) else {})
