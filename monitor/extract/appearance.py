"""Read what attributes say of an element: that it is struck out or hidden, or plays another role."""

import re

from lxml import etree
from lxml.html import HtmlElement

# What an element that a reader does not see is read as, inline or as a block of its own.
STRUCK = "s"
UNSEEN = ""
_ROLES = {
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "rowheader": "th",
    "columnheader": "th",
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "list": "ul",
    "listitem": "li",
}
_OF_HTML = frozenset("tr td th table ul ol li thead tbody".split())
_STYLED = etree.XPath("descendant::*[@style|@hidden|@role|@aria-hidden]")
_NONE = re.compile(r"(?:^|[;\s])(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)")
_BOX = re.compile(r"(?:^|[;\s])display\s{0,9}:\s{0,9}(?:block|flex|grid|table|list-item)")
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|glyphicon|fa|fas|far|material-symbols)(?:$|[\s_-])")
# The names of parts that open when a reader asks: what they hold is on the page.
_OPENS = re.compile(r"accordion|collaps|tab|panel|faq|expand|toggle|answer|content|more|detail")
_CONTROLS = etree.XPath(
    "/descendant::*/@aria-controls | /descendant::*/@data-target | /descendant::*/@data-bs-target"
    " | /descendant::a[starts-with(@href, '#')]/@href"
)
_HOLDS_HEADING = etree.XPath("boolean(descendant::h1|descendant::h2|descendant::h3|descendant::h4)")
_IS_CONTROL = etree.XPath(
    "boolean(descendant-or-self::button | descendant-or-self::*[@aria-expanded or @onclick]"
    " | descendant-or-self::*[@role='button' or @role='tab'] | descendant-or-self::summary"
    " | self::h1 | self::h2 | self::h3 | self::h4 | self::h5 | self::h6 | self::dt"
    " | descendant-or-self::a[starts-with(@href, '#') or starts-with(@href, 'javascript:')])"
)
_LENGTH = etree.XPath("string-length(normalize-space(.))")
# A hidden element with more than this share of the text is the page before its scripts ran.
_TOO_MUCH = 0.2


def read_as(element: HtmlElement, inline: frozenset[str]) -> dict[HtmlElement, str]:
    """Return the tag that each element is read as, where its attributes change it."""
    page = _Page(element)
    return {
        node: tag
        for node in _STYLED(element)
        if (tag := _tag(node, page, inline)) is not None and tag != node.tag
    }


class _Page:
    """What is asked of the page as a whole, found when first asked."""

    def __init__(self, element: HtmlElement) -> None:
        self._element = element
        self._controlled: frozenset[str] | None = None
        self._length = 0.0

    def controls(self, node: HtmlElement) -> bool:
        """Return whether something on the page opens this element."""
        if self._controlled is None:
            named = (name for value in _CONTROLS(self._element) for name in value.split())
            self._controlled = frozenset(name.lstrip("#") for name in named)
        return node.get("id", "") in self._controlled

    def is_mostly(self, node: HtmlElement) -> bool:
        """Return whether the element holds much of the page's text."""
        self._length = self._length or _LENGTH(self._element)
        return bool(_LENGTH(node) > _TOO_MUCH * self._length)


def _tag(node: HtmlElement, page: _Page, inline: frozenset[str]) -> str | None:
    style = node.get("style", "").lower()
    is_inline = node.tag in inline and not _BOX.search(style)
    if "line-through" in style or (_is_hidden(node, style) and not _opens(node, page)):
        return STRUCK if is_inline else UNSEEN
    if (
        node.tag in {"i", "span"}
        and node.get("aria-hidden")
        and _ICON.search(node.get("class", ""))
    ):
        return STRUCK
    if (role := node.get("role")) and node.tag not in _OF_HTML:
        return _heading(node) if role == "heading" else _ROLES.get(role)
    return "div" if node.tag in inline and not is_inline else None


def _heading(node: HtmlElement) -> str:
    level = node.get("aria-level", "2")
    return f"h{level}" if level in {"1", "2", "3", "4", "5", "6"} else "h6"


def _is_hidden(node: HtmlElement, style: str) -> bool:
    hidden = node.get("hidden")
    return (hidden is not None and hidden != "until-found") or _NONE.search(style) is not None


def _opens(node: HtmlElement, page: _Page) -> bool:
    """Return whether a reader can open what is hidden, or the page shows it by a script."""
    if _is_named_open(node) or page.controls(node) or _HOLDS_HEADING(node):
        return True
    before = node.getprevious()
    return (before is not None and _asks(before)) or page.is_mostly(node)


def _asks(before: HtmlElement) -> bool:
    """Return whether an element is a heading, a question or a button: it opens what is next."""
    if not isinstance(before.tag, str):
        return False
    text = "".join(before.itertext()).rstrip()
    return bool(_IS_CONTROL(before)) or text.endswith(("?", "\uff1f"))


def _is_named_open(node: HtmlElement) -> bool:
    for one in (node, *node.iterancestors()):
        names = f"{one.get('id', '')} {one.get('class', '')} {one.get('role', '')}".lower()
        if one.tag == "details" or (one.tag not in {"body", "html"} and _OPENS.search(names)):
            return True
    return False
