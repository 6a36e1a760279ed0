"""Lists of feeds for a feed reader, as OPML 2.0 (https://opml.org/spec2.opml)."""

from collections.abc import Iterable, Mapping

from lxml import etree

from monitor.hyperlink import safe_link
from monitor.language import Language, texts
from monitor.source import Kind, Source
from monitor.text import clean
from monitor.vocabulary import categories, name_of, topics
from monitor.wording import source_name
from web.feeds.entries import FeedSite


def feeds_outline(sources: Mapping[str, Source], language: Language, site: FeedSite) -> bytes:
    """List our feeds: all changes, categories, topics, sources."""
    words = texts("web", language)
    root, body = _outline("Forewarn", language)
    _feed(body, words["all_changes"], site.address("/feeds/all.atom"), language)
    _feed(body, words["nav_cases"], site.address("/feeds/cases.atom"), language)
    for group, label, kept in (
        ("categories", words["category"], categories()),
        ("topics", words["topic"], [topic.id for topic in topics()]),
    ):
        folder = _add(body, text=label, title=label)
        for key in kept:
            address = site.address(f"/feeds/{group}/{key}.atom")
            _feed(folder, name_of(group, key, language), address, language)
    folder = _add(body, text=words["nav_sources"], title=words["nav_sources"])
    for name, one in _named(sources.values(), language):
        page = site.address(f"/sources/{one.id}")
        _feed(folder, name, site.address(f"/feeds/sources/{one.id}.atom"), language, page)
    return _written(root)


def sources_outline(sources: Mapping[str, Source], language: Language) -> bytes:
    """List the watched sources that are feeds themselves, by category."""
    root, body = _outline(f"Forewarn · {texts('web', language)['nav_sources']}", language)
    feeds = [s for s in sources.values() if s.kind is Kind.FEED and safe_link(s.url)]
    for category in categories():
        of_category = [s for s in feeds if s.category == category]
        if of_category:
            label = name_of("categories", category, language)
            folder = _add(body, text=label, title=label)
            for name, one in _named(of_category, language):
                _feed(folder, name, one.url, one.language)
    return _written(root)


def _named(sources: Iterable[Source], language: Language) -> list[tuple[str, Source]]:
    named = [(source_name(one, one.id, language), one) for one in sources]
    return sorted(named, key=lambda pair: (pair[0].casefold(), pair[1].id))


def _outline(title: str, language: Language) -> tuple[etree._Element, etree._Element]:
    root = etree.Element("opml", version="2.0")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = clean(title)
    return root, etree.SubElement(root, "body")


def _feed(parent: etree._Element, name: str, address: str, language: str, page: str = "") -> None:
    of_page = {"htmlUrl": page} if page else {}
    _add(parent, type="rss", text=name, title=name, xmlUrl=address, language=language, **of_page)


def _add(parent: etree._Element, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, "outline")
    for key, value in attributes.items():
        child.set(key, clean(value))
    return child


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
