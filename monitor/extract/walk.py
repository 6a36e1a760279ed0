"""Walk an HTML tree and emit one block for each heading, paragraph, item or row."""

from lxml import etree
from lxml.html import HtmlElement

from monitor.model import Block, BlockKind
from monitor.text import clean

_SKIPPED = frozenset(
    "script style noscript template svg math head iframe object canvas video audio "
    "select textarea button input datalist map".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark "
    "meter nobr output progress q ruby rb rp rt s samp small span strike strong sub sup "
    "time tt u var wbr".split()
)
_ITEMS = frozenset({"li", "dt", "dd"})
# Tags that do not end a block; the end of any other tag does.
_GOES_ON = _INLINE | _SKIPPED | {"br"}
# A row with more text than this is layout, not a table row.
_ROW_LIMIT = 2_000
_ROW_BREAKERS = ".//table | .//ul | .//ol | .//h1 | .//h2 | .//h3 | .//h4"


def read_blocks(element: HtmlElement) -> tuple[Block, ...]:
    """Return the element's headings, paragraphs, list items and table rows, in order."""
    walk = _Walk()
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if not walk.enter(node, node.tag):
                walker.skip_subtree()
            continue
        if event == "end":
            walk.leave(node.tag)
        if node is not element and (tail := node.tail):
            walk.add(tail)
    walk.flush()
    return tuple(walk.blocks)


class _Walk:
    """Collects text until a block ends, and tracks the headings above it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._headings: list[tuple[int, str]] = []
        self._path: tuple[str, ...] = ()
        self._kind = BlockKind.PARAGRAPH
        self._breaks = 0

    def enter(self, node: HtmlElement, tag: str) -> bool:
        """Handle the node's start; return False to skip its content."""
        if tag in _SKIPPED:
            return False
        if tag == "br":
            self._break()
        elif tag not in _INLINE:
            self.flush()
            if tag == "tr" and self._is_row(node):
                self._row(node)
                return False
            if tag in _ITEMS:
                self._kind = BlockKind.ITEM
        if text := node.text:
            self.add(text)
        return True

    def leave(self, tag: str) -> None:
        """Handle a node's end."""
        if tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag not in _GOES_ON:
            self.flush()

    def add(self, text: str) -> None:
        """Add a run of text."""
        if self._breaks and not text.isspace():
            self._breaks = 0
        self._text.append(text)

    def flush(self, head: str = "") -> None:
        """End the current block; `head`: the column headings of its row."""
        if self._text and (text := self._take()):
            path = (*self._path, head) if head else self._path
            self.blocks.append(Block(path, text, self._kind))
        self._breaks = 0
        self._kind = BlockKind.PARAGRAPH

    def _break(self) -> None:
        """One <br> is a space; two in a row end a paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self.flush()
        else:
            self._text.append(" ")

    def _take(self) -> str:
        self._breaks = 0
        text = clean("".join(self._text))
        self._text.clear()
        return text

    def _heading(self, level: int) -> None:
        text = self._take()
        if not text:
            return
        above = [h for h in self._headings if h[0] < level]
        self.blocks.append(Block(tuple(title for _, title in above), text, BlockKind.HEADING))
        self._headings = [*above, (level, text)]
        self._path = tuple(title for _, title in self._headings)

    @staticmethod
    def _is_row(node: HtmlElement) -> bool:
        return not node.xpath(_ROW_BREAKERS) and len(node.text_content()) <= _ROW_LIMIT

    def _row(self, node: HtmlElement) -> None:
        head = _column_heads(node)
        self._text.append(_cells(node))
        self._kind = BlockKind.ROW
        self.flush(head)


def _column_heads(row: HtmlElement) -> str:
    """Return the column headings of a row: its table's first row, if that holds only headings."""
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or first is row or any(True for _ in first.iterchildren("td")):
        return ""
    return _cells(first)


def _cells(row: HtmlElement) -> str:
    cells = [clean(" ".join(cell.itertext())) for cell in row.iterchildren("td", "th")]
    return " | ".join(cell for cell in cells if cell)
