"""Writes a feed as Atom (https://www.rfc-editor.org/rfc/rfc4287), in pages (RFC 5005, section 3)."""

from lxml import etree

from monitor.hyperlink import safe_link
from monitor.text import clean
from web.feeds.entries import Feed, FeedEntry

_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"


def as_atom(feed: Feed) -> bytes:
    """Write the feed."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.last_updated.isoformat())
    _add(root, "link", rel="self", type=_TYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    if feed.next:
        _add(root, "link", rel="next", type=_TYPE, href=feed.next)
    author = _add(root, "author")
    _add(author, "name", "Forewarn")
    for entry in feed.entries:
        _add_entry(root, entry)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add_entry(root: etree._Element, one: FeedEntry) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", one.id)
    _add(entry, "title", one.title)
    _add(entry, "published", one.published.isoformat())
    _add(entry, "updated", one.updated.isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=one.link)
    if url := safe_link(one.about):
        _add(entry, "link", rel="related", href=url)
    for term, label in one.tags:
        _add(entry, "category", term=term, label=label)
    _add(entry, "summary", one.summary)
    if one.content:
        _add(entry, "content", one.content, type="html")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Append an element; what XML does not allow is dropped."""
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for key, value in attributes.items():
        child.set(key, clean(value))
    if text:
        child.text = clean(text)
    return child
