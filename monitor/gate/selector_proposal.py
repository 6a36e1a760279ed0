"""Proposes a selector for a page on which the declared one matches nothing any more."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from monitor.errors import ExtractionError
from monitor.extract.html import matches, parse
from monitor.gate.likeness import PageDifference
from monitor.model import Block, Document
from monitor.text import clean

# A smaller element is better as long as it keeps this share of what the larger one has.
_KEEPS = 0.95
# With less of the known text, nothing is proposed.
_LEAST_SHARE = 0.5
_MOST_LEVELS = 40
_TAGS = ("main", "article")
# A name with a longer number or a hash in it is made anew with each build of the site.
_STABLE_NAME = re.compile(r"(?!.{0,40}\d{3})(?!(?:css|sc|jss|jsx)-)[A-Za-z][A-Za-z_-]{0,30}\d{0,2}")


def propose_selector(text: str, previous: Document) -> tuple[str, float]:
    """Return the selector of the smallest element that holds the known text, and the share of it
    that it holds; ('', 0.0) if there is none.
    """
    try:
        chain = list(_chain(parse(text), previous))
    except ExtractionError:
        return "", 0.0
    for element, share in reversed(chain):
        if share >= _LEAST_SHARE and (selector := _selector(element)):
            return selector, share
    return "", 0.0


def _chain(root: HtmlElement, previous: Document) -> Iterator[tuple[HtmlElement, float]]:
    """Yield the elements around the known text, the largest first."""
    element, most = root, _share(root, previous)
    for _ in range(_MOST_LEVELS):
        yield element, _share(element, previous)
        children = [child for child in element if isinstance(child.tag, str)]
        largest = max(children, key=lambda child: len(child.text_content()), default=None)
        if largest is None or _share(largest, previous) < most * _KEEPS:
            return
        element = largest


def _share(element: HtmlElement, previous: Document) -> float:
    """Return the share of the known text that stands in the element."""
    blocks = tuple(Block((), text) for text in map(clean, element.itertext()) if text)
    return 1 - PageDifference(Document(title="", blocks=blocks), previous).lost


def _selector(element: HtmlElement) -> str:
    """Return the first selector that matches this element alone, or ''."""
    root = element.getroottree().getroot()
    own = list(stable_names(element))
    above = (name for ancestor in element.iterancestors() for name in stable_names(ancestor))
    nested = (f"{outer} {name}" for outer in above for name in own)
    return next((s for s in (*own, *nested) if matches(root, s) == [element]), "")


def stable_names(element: HtmlElement) -> Iterator[str]:
    """Yield selectors of an element that a site does not make anew: tag, role, id, classes."""
    if element.tag in _TAGS:
        yield str(element.tag)
    if element.get("role") == "main":
        yield "[role=main]"
    if _STABLE_NAME.fullmatch(element.get("id", "")):
        yield f"#{element.get('id')}"
    yield from (
        f".{name}" for name in element.get("class", "").split() if _STABLE_NAME.fullmatch(name)
    )
