"""HTML text -> blocks under heading paths.

lxml is walked rather than Beautiful Soup: 5 to 20 times faster on policy pages
(docs/decisions/0003).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from monitor.errors import ExtractionError
from monitor.extract.content import main_content
from monitor.extract.stub import refuse_stub
from monitor.extract.walk import read_blocks
from monitor.model import Block, Link
from monitor.text import clean

# A browser stops nesting at 512; libxml2 drops what lies deeper than its own limit
# without a word, so a deeper page is refused rather than read in part.
MAX_DEPTH = 500
# Level by level in C: 0.06 ms a page, where a walk in Python takes 0.4 ms; the same on hostile ones.
_IS_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
# libxml2 drops whatever follows an end of the page; a browser reads it as the page's own.
_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Page:
    """What one HTML page says. `parts`: how many elements its selector found."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    parts: int = 1


def read_page(text: str, *, select: str = "", remove: tuple[str, ...] = ()) -> Page:
    """The page's blocks: inside `select`, or of the main content that is found."""
    root = parse(text)
    title = clean(" ".join(root.xpath("//title[1]//text()")))
    for selector in remove:
        for element in matches(root, selector):
            _drop(element)
    chosen = _selected(root, select) if select else [main_content(root)]
    blocks = tuple(block for element in chosen for block in read_blocks(element))
    refuse_stub(root, blocks)
    if select and not blocks:
        detail = (
            f"the selector {select!r} matches a part without text; the page may have been rebuilt"
        )
        raise ExtractionError("selector-empty", detail)
    links = tuple(
        Link(clean(_text(a)), a.get("href", "")) for element in chosen for a in element.iter("a")
    )
    title = title or _first_heading(blocks)
    return Page(title=title, blocks=blocks, links=links, parts=len(chosen))


def _text(link: HtmlElement) -> str:
    """What a link says; most hold nothing but words."""
    return " ".join(link.itertext()) if len(link) else link.text or ""


def parse(text: str) -> HtmlElement:
    """The page's tree; ExtractionError when there is none, or a bottomless one."""
    text = _PAGE_END.sub("", _XML_DECLARATION.sub("", text.replace("\x00", "")))
    if not text.strip():
        raise ExtractionError("empty", "the page is empty")
    try:
        root = document_fromstring(text, parser=HTMLParser(huge_tree=True))
    except etree.ParserError as error:
        raise ExtractionError("empty", "the page holds no markup") from error
    if _IS_TOO_DEEP(root.getroottree()):
        raise ExtractionError("too-deep", f"the page nests over {MAX_DEPTH} levels")
    return root


def _selected(root: HtmlElement, select: str) -> list[HtmlElement]:
    found = matches(root, select)
    if not found:
        detail = f"the selector {select!r} matches nothing; the page may have been rebuilt"
        raise ExtractionError("selector-missing", detail)
    known = set(found)
    return [m for m in found if not any(a in known for a in m.iterancestors())]


def matches(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a CSS selector finds."""
    return list(_compiled(selector)(root))


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _first_heading(blocks: tuple[Block, ...]) -> str:
    return blocks[0].text[:200] if blocks else ""
