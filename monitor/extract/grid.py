"""Find rows that are made of boxes: two or more alike, each of two to four short texts."""

from itertools import pairwise

from lxml.html import HtmlElement

_ROWS = frozenset({"div", "li"})
_BOXES = frozenset({"div", "p"})
_RUNS = frozenset({"span", "strong", "b", "em", "label"})
_CELLS = _BOXES | _RUNS
_INSIDE = frozenset("a abbr b bdi br code em i img small span strong sub sup svg u wbr".split())
_MOST_CELLS = 4
_MOST_CHARS = 60
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "\u3002", "\uff01", "\uff1f", "\uff1a", "\uff1b")


def is_grid_row(node: HtmlElement) -> bool:
    """Return whether an element and one beside it are rows of short texts."""
    if (
        node.tag not in _ROWS
        or not 2 <= len(node) <= _MOST_CELLS
        or (node.text and not node.text.isspace())
    ):
        return False
    return node[0].tag in _CELLS and _has_twin(node) and _are_cells(list(node))


def _has_twin(node: HtmlElement) -> bool:
    names = node.get("class")
    return any(
        twin is not None
        and twin.tag == node.tag
        and len(twin) == len(node)
        and twin.get("class") == names
        and [child.tag for child in twin] == [child.tag for child in node]
        for twin in (node.getnext(), node.getprevious())
    )


def _are_cells(children: list[HtmlElement]) -> bool:
    tags = {child.tag for child in children}
    if tags <= _BOXES:
        return all(map(_is_cell, children)) and not any(map(_has_tail, children))
    if tags <= _RUNS:
        # Runs of one line have a space between them; cells have none.
        is_apart = all(not child.tail for child in children[:-1])
        return is_apart and all(map(_is_cell, children)) and not _is_one_word(children)
    return False


def _is_cell(child: HtmlElement) -> bool:
    if not all(one.tag in _INSIDE for one in child.iterdescendants()):
        return False
    text = "".join(child.itertext()).strip()
    return 0 < len(text) <= _MOST_CHARS and not text.endswith(_SENTENCE_ENDS)


def _has_tail(child: HtmlElement) -> bool:
    return bool(child.tail and not child.tail.isspace())


def _is_one_word(children: list[HtmlElement]) -> bool:
    """Return whether a word or sentence goes on from one child into the next."""
    texts = ["".join(child.itertext()) for child in children]
    return any(
        before[-1:].isspace() or after[:1].isspace() or after[:1].islower()
        for before, after in pairwise(texts)
    )
