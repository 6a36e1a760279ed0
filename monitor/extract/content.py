"""Find the main content of a page whose source names no selector."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from monitor.text import cjk_share

_BOILERPLATE_TAGS = {"nav", "footer", "aside", "header", "dialog"}
_BOILERPLATE_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "complementary",
    "menu",
    "menubar",
}
_BOILERPLATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|side-?bar|related|share|social"
    r"|newsletter|nav(?:bar|igation)?|menu|footer|skip-?link|pagination|comments?"
    r"|popup|feedback|recommend(?:ed|ations)?|site-?header)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A link with fewer characters than this is a button, not a title.
_TITLE_CHARS = 16
_TITLE_CHARS_CJK = 7
_CJK = 0.3
_NAME_CHARS = 500
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
# Trust the main element only when it holds this share of the page's text.
_ENOUGH = 0.4
# A block named like boilerplate that holds more than this share is the content itself.
_TOO_MUCH = 0.35

# After more removals than this, sizes are counted anew.
_FEW = 1_000
_MAINS = etree.XPath("descendant::main | descendant::*[@role='main'] | descendant::article")

# Characters that XML 1.0 does not allow and lxml rejects.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def main_content(root: HtmlElement) -> HtmlElement:
    """Remove boilerplate and return the element that holds the page's own text."""
    body = root.find("body")
    if body is None:
        return root
    main = _trusted_main(body, _remove_boilerplate(body))
    return body if main is None else main


def title_links(content: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the links whose text reads as a title, not as a button."""
    for link in content.iter("a"):
        text = " ".join(link.text_content().split())
        if len(text) >= (_TITLE_CHARS_CJK if cjk_share(text) > _CJK else _TITLE_CHARS):
            yield link


def _trusted_main(body: HtmlElement, sizes: dict[HtmlElement, int]) -> HtmlElement | None:
    best = max(_MAINS(body), key=lambda element: sizes[element], default=None)
    return best if best is not None and sizes[best] >= _ENOUGH * sizes[body] else None


def _remove_boilerplate(body: HtmlElement) -> dict[HtmlElement, int]:
    """Remove the boilerplate and return how much text each element that stays has."""
    suspects: list[HtmlElement] = []
    sizes = _sizes(body, suspects)
    most = _TOO_MUCH * sizes[body]
    dropped = 0
    for element in suspects:
        # Keep a large element despite its tag: some sites put everything in a <header>.
        if element.getparent() is not None and sizes[element] <= most:
            dropped += 1
            if dropped <= _FEW and (size := sizes[element]):
                for above in element.iterancestors():
                    sizes[above] = sizes.get(above, 0) - size
            remove_element(element)
    return sizes if dropped <= _FEW else _sizes(body, [])


def remove_element(element: HtmlElement) -> None:
    """Remove an element and keep the text after it."""
    try:
        element.drop_tree()
    except ValueError:
        # A reference such as &#1; puts a character into the tree that lxml rejects as input.
        top = [element, *list(element.iterancestors())][-1]
        for one in top.iter():
            one.text, one.tail = _valid(one.text), _valid(one.tail)
        element.drop_tree()


def _valid(text: str | None) -> str | None:
    return _NO_XML.sub("", text) if text else text


def _is_boilerplate(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in {"body", "main", "article", "html"}:
        return False
    if tag == "header":
        return not any(a.tag in {"main", "article"} for a in element.iterancestors())
    if tag in _BOILERPLATE_TAGS or element.get("role") in _BOILERPLATE_ROLES:
        return True
    if (names := element.get("class")) and _is_boilerplate_name(names):
        return True
    if "breadcrumb" in element.get("aria-label", "").lower():
        return True
    return bool(names := element.get("id")) and _is_boilerplate_name(names)


@lru_cache(maxsize=2_048)
def _is_boilerplate_name(names: str) -> bool:
    return _BOILERPLATE_NAMES.search(names[:_NAME_CHARS]) is not None


def _sizes(body: HtmlElement, suspects: list[HtmlElement]) -> dict[HtmlElement, int]:
    """Return the number of text characters in each element, counted once from the leaves up.

    Adds to `suspects` the elements that are marked as boilerplate: one walk does both.
    """
    sizes: dict[HtmlElement, int] = {}
    open_: list[int] = [0]
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            open_.append(0 if node.tag in _UNSEEN else _length(node.text))
            if _is_boilerplate(node):
                suspects.append(node)
        else:
            sizes[node] = open_.pop()
            open_[-1] += sizes[node] + _length(node.tail)
    return sizes


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0
