"""Where the main content of a page lies, when its source names no selector."""

import re
from collections.abc import Iterator

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
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
# The main element must hold this share of the page's words to be believed.
_ENOUGH = 0.4
# A block named like boilerplate that holds more than this is the content itself.
_TOO_MUCH = 0.35

# Characters that XML 1.0 has not, and lxml refuses to be given.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def main_content(root: HtmlElement) -> HtmlElement:
    """The element that holds the page's own text; boilerplate inside it is removed."""
    body = root.find("body")
    if body is None:
        return root
    _remove_boilerplate(body)
    believed = _believed(body)
    return body if believed is None else believed


def title_links(content: HtmlElement) -> Iterator[HtmlElement]:
    """The links whose words read as the title of something, not as a button."""
    for link in content.iter("a"):
        text = " ".join(link.text_content().split())
        if len(text) >= (_TITLE_CHARS_CJK if cjk_share(text) > _CJK else _TITLE_CHARS):
            yield link


def _believed(body: HtmlElement) -> HtmlElement | None:
    sizes = _sizes(body)
    mains = body.xpath(".//main | .//*[@role='main'] | .//article")
    best = max(mains, key=lambda element: sizes[element], default=None)
    return best if best is not None and sizes[best] >= _ENOUGH * sizes[body] else None


def _remove_boilerplate(body: HtmlElement) -> None:
    sizes = _sizes(body)
    for element in [element for element in body.iter("*") if _is_boilerplate(element)]:
        # The tag says so, but the words disagree: some sites put all in a <header>.
        attached = element.getparent() is not None
        if attached and sizes[element] <= _TOO_MUCH * sizes[body]:
            _drop(element)


def _drop(element: HtmlElement) -> None:
    """Take an element out and leave what follows it."""
    try:
        element.drop_tree()
    except ValueError:
        # A reference such as &#1; put a character into the tree that lxml takes from nobody.
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
    if tag in _BOILERPLATE_TAGS or element.get("role", "") in _BOILERPLATE_ROLES:
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return _BOILERPLATE_NAMES.search(names) is not None


def _sizes(body: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters of text each element holds, counted once from the leaves up."""
    sizes: dict[HtmlElement, int] = {}
    open_: list[int] = [0]
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            open_.append(0 if node.tag in _UNSEEN else _length(node.text))
        else:
            sizes[node] = open_.pop()
            open_[-1] += sizes[node] + _length(node.tail)
    return sizes


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0
