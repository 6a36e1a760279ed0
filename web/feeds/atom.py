"""Atom feeds of changes (https://www.rfc-editor.org/rfc/rfc4287)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lxml import etree

from monitor import wording
from monitor.alert_card import card_of
from monitor.hyperlink import safe_link
from monitor.language import Language
from monitor.model import Change
from monitor.source import Source
from monitor.text import clean

_ATOM = "http://www.w3.org/2005/Atom"


def feed(
    changes: Sequence[Change],
    sources: Mapping[str, Source],
    language: Language,
    *,
    title: str,
    address: str,
    public_url: str,
    updated: datetime,
) -> bytes:
    """Build the feed; `address`: its own URL, `updated`: its time stamp when it has no entries."""
    newest = changes[0].detected_at if changes else updated
    root = feed_of(title, address, language, public_url, newest)
    for change in changes:
        _entry(root, change, sources.get(change.source_id), language, public_url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def feed_of(
    title: str, address: str, language: Language, public_url: str, updated: datetime
) -> etree._Element:
    """Build a feed without entries; `address`: its own URL."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    add(root, "id", address)
    add(root, "title", title)
    add(root, "updated", updated.isoformat())
    add(root, "link", rel="self", href=address)
    add(root, "link", rel="alternate", href=f"{public_url}/")
    author = add(root, "author")
    add(author, "name", "Forewarn")
    return root


def _entry(
    root: etree._Element,
    change: Change,
    source: Source | None,
    language: Language,
    public_url: str,
) -> None:
    link = f"{public_url}/changes/{change.id}"
    entry = add(root, "entry")
    add(entry, "id", link)
    name = wording.source_name(source, change.source_id, language)
    severity = wording.severity_name(change, language)
    add(entry, "title", f"[{severity}] {wording.headline(change, language)} – {name}")
    add(entry, "updated", change.detected_at.isoformat())
    add(entry, "link", rel="alternate", href=link)
    if url := safe_link(change.url):
        add(entry, "link", rel="related", href=url)
    add(entry, "category", term=change.category)
    for topic in change.assessment.topics:
        add(entry, "category", term=topic)
    card = card_of(change, source, language, limit=0, most=0)
    lines = [*card.dates, *(line.text(language) for line in card.lines[1:]), card.explained]
    add(entry, "summary", " \u00b7 ".join(filter(None, lines)))


def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Append an element; what XML does not allow is dropped."""
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for key, value in attributes.items():
        child.set(key, clean(value))
    if text:
        child.text = clean(text)
    return child
