"""Where the main content of a page lies, when its source names no selector."""

import re

from lxml.html import HtmlElement

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
# The main element must hold this share of the page's words to be believed.
_ENOUGH = 0.4
# A block named like boilerplate that holds more than this is the content itself.
_TOO_MUCH = 0.35


def main_content(root: HtmlElement) -> HtmlElement:
    """The element that holds the page's own text; boilerplate inside it is removed."""
    body = root.find("body")
    if body is None:
        return root
    total = _size(body)
    _remove_boilerplate(body, total)
    believed = _believed(body)
    return body if believed is None else believed


def _believed(body: HtmlElement) -> HtmlElement | None:
    left = _size(body)
    mains = body.xpath(".//main | .//*[@role='main'] | .//article")
    best = max(mains, key=_size, default=None)
    return best if best is not None and _size(best) >= _ENOUGH * left else None


def _remove_boilerplate(body: HtmlElement, total: int) -> None:
    doomed = [element for element in body.iter("*") if _is_boilerplate(element)]
    for element in doomed:
        # The tag says so, but the words disagree: some sites put all in a <header>.
        attached = element.getparent() is not None
        if attached and _size(element) <= _TOO_MUCH * total:
            element.drop_tree()


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


def _size(element: HtmlElement) -> int:
    skip = {"script", "style", "noscript", "template"}
    return sum(
        len((node.text or "").strip()) * (node.tag not in skip) + len((node.tail or "").strip())
        for node in element.iter("*")
    )
