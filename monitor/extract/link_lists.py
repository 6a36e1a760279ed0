"""Remove lists of links from a page's content: its own contents, and what it calls related."""

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.boilerplate_words import is_contents_heading, is_related_heading
from monitor.extract.content import remove_element

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LENGTH = etree.XPath("string-length(normalize-space(.))")
_FEW_LINKS = 3
# Nearly all characters of a list of links stand in links.
_LINKED = 0.8
# A list that holds more of the content than this is the content.
_TOO_MUCH = 0.35


def remove_link_lists(content: HtmlElement) -> None:
    """Remove the contents list and the related links; keep any list that holds much of the text."""
    found = [*_contents(content), *_related(content)]
    most = _TOO_MUCH * _LENGTH(content) if found else 0.0
    for heading, part in found:
        if part.getparent() is None or _LENGTH(part) > most:
            continue
        remove_element(part)
        if heading is not None and heading.getparent() is not None:
            remove_element(heading)


def _contents(content: HtmlElement) -> Iterator[tuple[HtmlElement | None, HtmlElement]]:
    """Yield each list of links that all lead to parts of the page itself."""
    lists: dict[HtmlElement, None] = {}
    for link in content.iter("a"):
        if len(link.get("href", "")) > 1 and link.get("href", "").startswith("#"):
            above = takewhile(lambda one: one is not content, link.iterancestors())
            lists.update(dict.fromkeys([one for one in above if one.tag in {"ul", "ol"}][-1:]))
    named = set(content.xpath("/descendant::*/@id | /descendant::a/@name")) if lists else set()
    for one in lists:
        if _leads_inside(one, named):
            before = one.getprevious()
            yield (before if _is_heading(before) else None), one


def _leads_inside(one: HtmlElement, named: set[str]) -> bool:
    links = list(one.iter("a"))
    is_inside = all(link.get("href", "")[1:] in named for link in links)
    return len(links) >= _FEW_LINKS and is_inside and _is_linked(one)


def _is_heading(before: HtmlElement | None) -> bool:
    return before is not None and isinstance(before.tag, str) and is_contents_heading(_text(before))


def _related(content: HtmlElement) -> Iterator[tuple[HtmlElement | None, HtmlElement]]:
    """Yield each heading of related links with the links below it."""
    for heading in content.iter(*_HEADINGS):
        if not is_related_heading(_text(heading)):
            continue
        part = heading.getnext()
        if part is not None and part.tag not in _HEADINGS and _is_linked(part):
            yield heading, part


def _is_linked(part: HtmlElement) -> bool:
    linked = sum(_LENGTH(link) for link in part.iter("a"))
    return bool(linked and linked >= _LINKED * _LENGTH(part))


def _text(element: HtmlElement) -> str:
    return "".join(element.itertext())[:200]
