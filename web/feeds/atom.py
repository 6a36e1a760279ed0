"""Atom feeds of changes (https://www.rfc-editor.org/rfc/rfc4287)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lxml import etree

from monitor import wording
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
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", (changes[0].detected_at if changes else updated).isoformat())
    _add(root, "link", rel="self", href=address)
    _add(root, "link", rel="alternate", href=f"{public_url}/")
    author = _add(root, "author")
    _add(author, "name", "Forewarn")
    for change in changes:
        _entry(root, change, sources.get(change.source_id), language, public_url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _entry(
    root: etree._Element,
    change: Change,
    source: Source | None,
    language: Language,
    public_url: str,
) -> None:
    link = f"{public_url}/changes/{change.id}"
    entry = _add(root, "entry")
    _add(entry, "id", link)
    name = wording.source_name(source, change.source_id, language)
    severity = wording.severity_name(change, language)
    _add(entry, "title", f"[{severity}] {wording.headline(change, language)} – {name}")
    _add(entry, "updated", change.detected_at.isoformat())
    _add(entry, "link", rel="alternate", href=link)
    if url := safe_link(change.url):
        _add(entry, "link", rel="related", href=url)
    _add(entry, "category", term=change.category)
    for topic in change.assessment.topics:
        _add(entry, "category", term=topic)
    force = wording.in_force(change, language)
    _add(
        entry,
        "summary",
        " · ".join(part for part in (force, wording.why(change.assessment, language)) if part),
    )


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Append an element; characters that XML does not allow are dropped."""
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for key, value in attributes.items():
        child.set(key, clean(value))
    if text:
        child.text = clean(text)
    return child
