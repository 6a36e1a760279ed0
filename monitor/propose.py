"""Proposes the kind, selector and language of a new source from a response."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from monitor.bundle import BundlePart
from monitor.errors import ExtractionError
from monitor.extract.answer import read_answer
from monitor.extract.charset import decode
from monitor.extract.content import main_content, title_links
from monitor.extract.html import parse
from monitor.model import Snapshot
from monitor.parsing.urls import join_url
from monitor.source import Kind
from monitor.text import cjk_share

_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_HEAD = 2_000
# A list has at least this many titles that are links, and they make up this share of its text.
_LIST_TITLES = 8
_LIST_SHARE = 0.5
_SELECTORS = (
    "main",
    "article",
    "[role=main]",
    "#content",
    "#main-content",
    ".article-body",
    ".content",
)
# A selector is proposed if it covers this share of the detected content.
_SHARE = 0.8
_CJK = 0.3
# Common names of entry fields in APIs, the likelier first.
_FIELDS = {
    "id": ("id", "uuid", "guid", "number", "document_number", "slug", "code"),
    "title": ("title", "name", "headline", "subject", "caseName"),
    "date": ("date", "published_at", "publication_date", "published", "updated_at", "created_at", "dateFiled"),
    "link": ("url", "link", "html_url", "href", "permalink"),
    "text": ("description", "summary", "abstract", "body", "content", "teaser"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Keys for the YAML of a source, and hints for the person who completes it."""

    kind: Kind
    entry: dict[str, Any] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


def propose(snapshot: Snapshot) -> Proposed:
    """Return the likely kind of a response, with the keys that this kind needs."""
    head = snapshot.body[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"%PDF"):
        return Proposed(kind=Kind.PDF)
    if _FEED.search(head) or (head.startswith(b"{") and b"jsonfeed.org/version" in head):
        return Proposed(kind=Kind.FEED)
    if head.startswith((b"{", b"[")) or _is_xml(head):
        return _api(snapshot)
    return _html(snapshot)


def _is_xml(head: bytes) -> bool:
    return head.startswith(b"<?xml") and b"<html" not in head.lower()


def _api(snapshot: Snapshot) -> Proposed:
    part = BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
    try:
        lists = sorted(_lists(read_answer(part), ""), key=lambda found: -len(found[1]))
    except ExtractionError:
        lists = []
    if not lists:
        return Proposed(kind=Kind.API, hints=("no list of entries was found; fill in 'api'",))
    path, items = lists[0]
    names = {key: next((n for n in likely if n in items[0]), "") for key, likely in _FIELDS.items()}
    names = {key: name for key, name in names.items() if name}
    first = next(iter(items[0]))
    api = {"entries": path or "@", "id": first, "title": first, **names}
    return Proposed(kind=Kind.API, entry={"api": api})


def _lists(data: Any, path: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield lists of objects with their paths, down to the depth that responses use."""
    if isinstance(data, list) and data and isinstance(data[0], dict):
        yield path, data
    elif isinstance(data, dict) and path.count(".") < 3:
        for name, value in data.items():
            step = name if name.isidentifier() else f'"{name}"'
            yield from _lists(value, f"{path}.{step}" if path else step)


def _html(snapshot: Snapshot) -> Proposed:
    text = decode(snapshot.body, snapshot.content_type)
    root = parse(text)
    hints = tuple(_feeds(root, snapshot.url))
    selectors = [(selector, _size(root.cssselect(selector))) for selector in _SELECTORS]
    content = main_content(root)
    language = _language(root, content.text_content())
    titles = [link for link in title_links(content) if link.get("href")]
    size = len(content.text_content().strip())
    entry: dict[str, Any] = {"language": language}
    if len(titles) >= _LIST_TITLES and _size(titles) >= _LIST_SHARE * size:
        return Proposed(kind=Kind.LISTING, entry=entry, hints=hints)
    chosen = next(
        (selector for selector, chars in selectors if size and chars >= _SHARE * size), ""
    )
    return Proposed(
        kind=Kind.PAGE, entry=entry | ({"select": chosen} if chosen else {}), hints=hints
    )


def _feeds(root: HtmlElement, url: str) -> Iterator[str]:
    for link in root.iter("link"):
        if link.get("rel") == "alternate" and "xml" in (link.get("type") or ""):
            yield f"the page offers a feed: {join_url(url, link.get('href') or '')}"


def _language(root: HtmlElement, text: str) -> str:
    declared = (root.get("lang") or "")[:2].lower()
    # Templates of other markets leave lang="en" over Chinese pages.
    if cjk_share(text) > _CJK:
        return declared if declared in {"ja", "ko"} else "zh"
    return declared if re.fullmatch("[a-z]{2}", declared) else "en"


def _size(elements: list[HtmlElement]) -> int:
    return sum(len(element.text_content().strip()) for element in elements)
