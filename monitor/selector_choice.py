"""Proposes CSS selectors for a part of a page that somebody points at.

The shortest come first that match once in every capture: an id, a landmark, a class; names that a
site makes anew with each build are not used.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from monitor.errors import ExtractionError
from monitor.extract.html import matches, parse, read_page
from monitor.gate.selector_proposal import stable_names

_PATH = re.compile(r"(?:\d{1,5}(?:\.\d{1,5}){0,500})?")
_MOST = 3
_MOST_OUTER = 12
# An element may have any number of classes; so many of them, and of selectors, are tried.
_MOST_NAMES = 6
_MOST_TRIED = 80
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorChoice:
    """A selector, how many blocks it keeps, and in how many of the captures it matches once."""

    selector: str
    blocks: int
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementAround:
    """An element around the one that was pointed at: its path and a short name."""

    path: str
    name: str


def element_at(root: HtmlElement, path: str) -> HtmlElement | None:
    """Return the element at a path of child numbers, as `path_of` makes it; None if there is none."""
    if not _PATH.fullmatch(path):
        return None
    found = root
    for number in map(int, path.split(".") if path else ()):
        children = [child for child in found if isinstance(child.tag, str)]
        if number >= len(children):
            return None
        found = children[number]
    return found


def around(root: HtmlElement, path: str) -> tuple[ElementAround, ...]:
    """Return the elements from the whole page to the one at a path."""
    steps = path.split(".") if path else []
    paths = [".".join(steps[:count]) for count in range(len(steps) + 1)]
    found = [(one, element_at(root, one)) for one in paths]
    return tuple(ElementAround(path=p, name=name_of_element(e)) for p, e in found if e is not None)


def name_of_element(element: HtmlElement) -> str:
    """Return a short name of an element: its tag with its id, or with its first class."""
    names = [name for name in stable_names(element) if name[0] in "#."]
    return f"{element.tag}{names[0] if names else ''}"


def choices(pages: Sequence[str], path: str) -> tuple[SelectorChoice, ...]:
    """Return up to three selectors of the element at a path of the first page, the best first.

    `pages`: the captures as text, the newest first.
    """
    roots = [root for text in pages if (root := _parsed(text)) is not None]
    element = element_at(roots[0], path) if roots else None
    if element is None:
        return ()
    found = [
        (selector, sum(len(matches(root, selector)) == 1 for root in roots))
        for selector in dict.fromkeys(_offered(element))
    ]
    # Equally steady ones stay in their order: the simplest first.
    found.sort(key=lambda one: -one[1])
    return tuple(
        SelectorChoice(selector=selector, blocks=blocks_kept(pages[0], selector), matched=matched)
        for selector, matched in found[:_MOST]
    )


def blocks_kept(text: str, selector: str) -> int:
    """Return how many blocks of a page a selector keeps."""
    try:
        return len(read_page(text, select=selector).blocks)
    except ExtractionError:
        return 0


def _parsed(text: str) -> HtmlElement | None:
    try:
        return parse(text)
    except ExtractionError:
        return None


def _offered(element: HtmlElement) -> Iterator[str]:
    """Yield what matches this element alone by name, then what is nearest around it, then by place."""
    root = element.getroottree().getroot()
    tried = dict.fromkeys(islice(_by_name(element), _MOST_TRIED))
    named = [one for one in tried if matches(root, one) == [element]]
    yield from named[:_MOST_NAMED]
    if not named:
        yield from _nearest(root, element)
        yield from (one for one in _by_place(element) if matches(root, one) == [element])


def _nearest(root: HtmlElement, element: HtmlElement) -> Iterator[str]:
    """Yield the first selector of the nearest element around that has a name."""
    for one in _ancestors(element):
        if one.tag in {"body", "html"}:
            return
        if found := next(
            (s for s in islice(_by_name(one), _MOST_TRIED) if matches(root, s) == [one]), ""
        ):
            yield found
            return


def _by_name(element: HtmlElement) -> Iterator[str]:
    own = _names(element)
    # An id is the most stable, then a landmark, then a class.
    own.sort(key=lambda name: (not name.startswith("#"), name.startswith(".")))
    yield from own
    tag = str(element.tag)
    yield from (f"{tag}{name}" for name in own if name[0] == ".")
    outer = [name for one in _ancestors(element) for name in _names(one)]
    for name in outer:
        yield from (f"{name} {one}" for one in (*own, tag))


def _names(element: HtmlElement) -> list[str]:
    return list(islice(stable_names(element), _MOST_NAMES))


def _by_place(element: HtmlElement) -> Iterator[str]:
    """Yield selectors by the place among siblings, below the nearest element with a name."""
    steps: list[str] = []
    for one in (element, *_ancestors(element)):
        if one is not element and (names := _names(one)):
            yield " > ".join([names[0], *steps])
        if one.getparent() is None:
            return
        steps.insert(0, _step(one))


def _step(element: HtmlElement) -> str:
    same = list(_same_tag(element.getparent(), element.tag))
    number = same.index(element) + 1
    return f"{element.tag}:nth-of-type({number})" if len(same) > 1 else str(element.tag)


def _same_tag(parent: Iterable[HtmlElement], tag: object) -> Iterator[HtmlElement]:
    return (child for child in parent if child.tag == tag)


def _ancestors(element: HtmlElement) -> list[HtmlElement]:
    return list(element.iterancestors())[:_MOST_OUTER]
