"""Read the rows of one table: their cells, the cells that span rows, the heads above them."""

from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from monitor.text import clean, shorten

# A row with more text than this is layout, not a table row.
_ROW_CHARS = 2_000
_HOLDS_LAYOUT = etree.XPath(
    "boolean(descendant::table|descendant::h1|descendant::h2|descendant::h3|descendant::h4)"
)
_HOLDS_LIST = etree.XPath("boolean(descendant::ul|descendant::ol)")
_LENGTH = etree.XPath("string-length(.)")
_NAMED = etree.XPath("(descendant::*[@alt or @aria-label or @title])[1]")
_DRAWN_NAME = etree.XPath("string(descendant::*[local-name()='svg']/*[local-name()='title'])")
_HEAD_ROWS = 3
_HEAD_CHARS = 120
_NAME_CHARS = 40
_MOST_SPAN = 500
# More cells than this that reach into one row are no table that a person reads.
_MOST_SPANNING = 30


class Table:
    """What the rows read so far say of the rows to come."""

    def __init__(self, budget: "Budget") -> None:
        self.heads: tuple[str, ...] = ()
        self._section: tuple[str, ...] = ()
        self._has_body = False
        self._spanning: dict[int, tuple[str, int]] = {}
        self._budget = budget

    @property
    def above(self) -> tuple[str, ...]:
        """The column heads, then the section's."""
        return self.heads + self._section

    def row(self, cells: Sequence[tuple[str, HtmlElement | None]]) -> tuple[str, tuple[str, ...]]:
        """Return a row's text and the heads above it; its own text may head the next rows."""
        texts = self._with_spanning(cells) if self._spans(cells) else [text for text, _ in cells]
        text = " | ".join(text for text in texts if text)
        above = self.above
        self._learn(cells, text)
        return text, above

    def _spans(self, cells: Sequence[tuple[str, HtmlElement | None]]) -> bool:
        return bool(self._spanning) or any(
            node is not None and node.get("rowspan") for _, node in cells
        )

    def _with_spanning(self, cells: Sequence[tuple[str, HtmlElement | None]]) -> list[str]:
        """Return the row's texts, with those of earlier rows' cells that reach into it."""
        texts: list[str] = []
        column, carried = 0, self._spanning
        self._spanning = {}
        for text, node in cells:
            column = self._carry(carried, column, texts)
            texts.append(text)
            if (rows := _span(node, "rowspan")) > 1 and len(self._spanning) < _MOST_SPANNING:
                self._spanning[column] = (text, rows - 1)
            column += _span(node, "colspan")
        self._carry(carried, column, texts)
        return texts

    def _carry(self, carried: dict[int, tuple[str, int]], column: int, texts: list[str]) -> int:
        while column in carried:
            text, left = carried.pop(column)
            texts.append(self._budget.take(text))
            if left > 1:
                self._spanning[column] = (text, left - 1)
            column += 1
        return column

    def _learn(self, cells: Sequence[tuple[str, HtmlElement | None]], text: str) -> None:
        nodes = [node for _, node in cells if node is not None]
        is_head = bool(nodes) and all(_is_head(node) for node in nodes)
        if is_head and not self._has_body:
            self.heads = (*self.heads, shorten(text, _ROW_CHARS))[:_HEAD_ROWS]
        elif text and len(nodes) == 1 and len(text) <= _HEAD_CHARS and _heads_section(nodes[0]):
            self._section = (text,)
            self._has_body = True
        else:
            self._has_body = True


class Budget:
    """How many characters of spanning cells one page may repeat: a hostile page repeats no end."""

    def __init__(self, chars: int = 200_000) -> None:
        self._left = chars

    def take(self, text: str) -> str:
        """Return the text, or '' when the budget is spent."""
        self._left -= len(text)
        return text if self._left >= 0 else ""


def is_row(node: HtmlElement) -> bool:
    """Return whether a row is one of a table, neither layout nor with lists in its cells."""
    return not (_LENGTH(node) > _ROW_CHARS or _HOLDS_LAYOUT(node) or _HOLDS_LIST(node))


def is_headed(node: HtmlElement) -> bool:
    """Return whether a row's first cell names what its other cells hold in lists or long texts."""
    cells = list(node.iterchildren("td", "th"))
    if len(cells) < 2 or _HOLDS_LAYOUT(node) or _HOLDS_LIST(cells[0]):
        return False
    return 0 < len(clean("".join(cells[0].itertext()))) <= _HEAD_CHARS


def drawn(cell: HtmlElement) -> str:
    """Return the name of the icon in a cell without text, or ''."""
    for node in _NAMED(cell):
        for name in ("alt", "aria-label", "title"):
            if words := clean(node.get(name) or ""):
                return words if len(words) <= _NAME_CHARS else ""
    words = clean(_DRAWN_NAME(cell))
    return words if len(words) <= _NAME_CHARS else ""


def _is_head(node: HtmlElement) -> bool:
    parent = node.getparent()
    row = parent.getparent() if parent is not None else None
    return (
        node.tag == "th" or node.get("role") == "columnheader" or getattr(row, "tag", "") == "thead"
    )


def _heads_section(node: HtmlElement) -> bool:
    return node.tag == "th" or _span(node, "colspan") > 1


def _span(node: HtmlElement | None, name: str) -> int:
    given = node.get(name, "") if node is not None else ""
    return (
        min(int(given), _MOST_SPAN) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    )
