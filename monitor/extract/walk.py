"""Walk an HTML tree and emit one block for each heading, paragraph, item or row."""

from lxml import etree
from lxml.html import HtmlElement

from monitor.extract.appearance import STRUCK, UNSEEN, read_as
from monitor.extract.footnotes import raised
from monitor.extract.grid import is_grid_row
from monitor.extract.leads import BULLETS, governing, lead_in
from monitor.extract.tables import Budget, Table, drawn, is_headed, is_row
from monitor.model import Block, BlockKind
from monitor.text import clean

# What a reader sees as a box in the line: it parts the words beside it.
_CONTROLS = frozenset("button input select textarea iframe object canvas video audio".split())
_SKIPPED = _CONTROLS | frozenset(
    f"script style noscript template svg math head map datalist del strike {STRUCK}".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark "
    "meter nobr output progress q ruby rb rp rt samp small span strong sub sup "
    "time tt u var wbr".split()
)
# Tags that do not end a block; the end of any other tag does.
_GOES_ON = _INLINE | _SKIPPED | {"br"}
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_ITEMS = frozenset({"li", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_FRAMED = _LISTS | _ITEMS | {"tr", "caption"}
_MAY_BE_ROWS = frozenset({"div", "li"})
_OPENING = _LISTS | _ITEMS | _MAY_BE_ROWS | {"tr", *_HEADINGS}
_HOLDS_BLOCKS = etree.XPath(
    "boolean(descendant::p|descendant::ul|descendant::ol|descendant::table|descendant::h1"
    "|descendant::h2|descendant::h3|descendant::h4|descendant::h5|descendant::h6)"
)
# More leads than this in one path are nesting for nesting's sake.
_MOST_LEADS = 6


def read_blocks(element: HtmlElement) -> tuple[Block, ...]:
    """Return the element's headings, paragraphs, list items and table rows, in order."""
    tags = read_as(element, _INLINE)
    walk = _Walk(tags)
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if not walk.enter(node, tags.get(node, node.tag) if tags else node.tag):
                walker.skip_subtree()
            continue
        if event == "end":
            walk.leave(node, tags.get(node, node.tag) if tags else node.tag)
        if node is not element and (tail := node.tail):
            walk.add(tail)
    walk.flush()
    return tuple(walk.blocks)


class _Walk:
    """Collects text until a block ends, and tracks what stands above it."""

    def __init__(self, tags: dict[HtmlElement, str]) -> None:
        self.blocks: list[Block] = []
        self._tags = tags
        self._text: list[str] = []
        self._headings: list[tuple[int, str]] = []
        # The leads of the open lists and items; None for an item that has no text yet.
        self._leads: list[str | None] = []
        self._item_kind = BlockKind.ITEM
        self._path: tuple[str, ...] | None = ()
        self._breaks = 0
        self._tables: list[Table] = []
        self._terms: list[str] = []
        self._budget = Budget()
        # The heading or row that is read as one text, whatever boxes it holds.
        self._whole: HtmlElement | None = None
        self._is_titled = False
        self._cells: list[tuple[str, HtmlElement | None]] = []
        # The list that ended last: where, how deep, and what led it.
        self._ended = (-1, 0, "")

    def enter(self, node: HtmlElement, tag: str) -> bool:
        """Handle the node's start; return False to skip its content."""
        if tag in _INLINE:
            if tag == "sup" and self._raise(node):
                return False
        elif tag in _SKIPPED:
            if tag in _CONTROLS:
                self._text.append(" ")
            return False
        elif tag == "br":
            self._break()
        elif not self._enter_block(node, tag):
            return False
        if text := node.text:
            self.add(text)
        return True

    def _enter_block(self, node: HtmlElement, tag: str) -> bool:
        self.flush()
        if tag in _OPENING and self._whole is None:
            self._open(node, tag)
        return tag != UNSEEN

    def _raise(self, node: HtmlElement) -> bool:
        """Add a footnote's mark or a power as text; return False for other raised words."""
        mark = raised(node, "".join(self._text[-2:])[-9:])
        if mark:
            self.add(mark)
        return bool(mark)

    def leave(self, node: HtmlElement, tag: str) -> None:
        """Handle a node's end."""
        if tag in _GOES_ON:
            return
        if self._whole is not None:
            self._leave_part(node, tag)
        elif tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        else:
            if self._text:
                self.flush()
            if tag in _FRAMED:
                self._close(node, tag)

    def add(self, text: str) -> None:
        """Add a run of text."""
        if text.isspace():
            # Space at the start of a block is none.
            if self._text:
                self._text.append(text)
            return
        self._breaks = 0
        self._text.append(text)

    def flush(self) -> None:
        """End the current block."""
        if self._text:
            if self._whole is not None:
                self._text.append(" ")
            elif text := self._take():
                self._emit(text)
        self._breaks = 0

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

    def _emit(self, text: str) -> None:
        leads = self._leads
        if leads and leads[-1] is None:
            self.blocks.append(Block(self._place(), text, self._item_kind))
            leads[-1] = governing(text)
            self._path = None
        elif text[0] in BULLETS and text[1:2].isspace():
            self._bullet(text)
        else:
            self.blocks.append(Block(self._place(), text, BlockKind.PARAGRAPH))

    def _bullet(self, text: str) -> None:
        """A paragraph with a bullet of its own is an item of the list that it stands in."""
        lead = self._lead()
        path = (*self._place(), lead) if lead else self._place()
        self.blocks.append(Block(path, text, BlockKind.ITEM))
        self._ended = (len(self.blocks), len(self._leads), lead)

    def _place(self) -> tuple[str, ...]:
        if self._path is None:
            leads = [lead for lead in self._leads if lead]
            headings = [title for _, title in self._headings]
            self._path = (*headings, *leads[-_MOST_LEADS:])
        return self._path

    def _lead(self) -> str:
        """Return what leads in the list that begins here: a list that just ended goes on."""
        place, depth, lead = self._ended
        if place == len(self.blocks) and depth == len(self._leads):
            return lead
        last = self.blocks[-1] if self.blocks else None
        return lead_in(last.text) if last and last.kind is BlockKind.PARAGRAPH else ""

    def _open(self, node: HtmlElement, tag: str) -> None:
        """Begin a list, an item, a row, or a heading that holds boxes."""
        self._is_titled = tag in _HEADINGS
        if tag in _LISTS:
            self._open_list(tag)
        elif tag == "tr":
            self._open_row(node)
        elif tag in _HEADINGS:
            if len(node) and node.tag in _HEADINGS and not _HOLDS_BLOCKS(node):
                self._whole = node
        elif is_grid_row(node):
            self._tags.update(dict.fromkeys(node, "td"))
            self._tags[node] = "tr"
            self._whole = node
        elif tag in _ITEMS:
            self._open_item(node, tag)

    def _open_list(self, tag: str) -> None:
        self._push(self._lead())
        if tag == "table":
            self._tables.append(Table(self._budget))
        elif tag == "dl":
            self._terms.append("")

    def _open_item(self, node: HtmlElement, tag: str) -> None:
        parent = node.getparent()
        is_step = tag == "li" and parent is not None and parent.tag == "ol"
        self._item_kind = BlockKind.STEP if is_step else BlockKind.ITEM
        if tag != "li" and (parent := node.getparent()) is not None:
            self._end_unclosed(parent.tag)
        if tag == "dd":
            self._push(self._terms[-1] if self._terms else "")
        self._push(None)

    def _open_row(self, node: HtmlElement) -> None:
        if is_row(node):
            self._whole = node
            return
        above = self._tables[-1].above if self._tables else ()
        self._push(" | ".join(above))
        self._push(None if is_headed(node) else "")

    def _close(self, node: HtmlElement, tag: str) -> None:
        """End a list, an item, a row of layout or a caption."""
        if tag in _LISTS:
            self._close_list(tag)
        elif tag == "dt":
            self._term(self._pop())
        elif tag == "li":
            self._pop()
        elif tag in {"dd", "tr"}:
            self._pop()
            self._pop()
        elif self._tables and self.blocks and node.text_content().strip():
            # A caption leads its table's rows.
            self._leads[-1] = governing(self.blocks[-1].text)
            self._path = None

    def _close_list(self, tag: str) -> None:
        lead = self._pop()
        self._ended = (len(self.blocks), len(self._leads), lead)
        if tag == "table":
            self._tables.pop()
        elif tag == "dl":
            self._terms.pop()

    def _end_unclosed(self, tag: str) -> None:
        """End a term or definition that its author left open: the parser nests the next in it."""
        if tag == "dt":
            self._term(self._leads[-1] or "")
        elif tag == "dd":
            self._leads[-2] = ""
        else:
            return
        self._leads[-1] = ""
        self._path = None

    def _term(self, term: str) -> None:
        """Terms that follow each other share what is said of them."""
        if not self._terms or not term:
            return
        known = self._terms[-1]
        is_next = known and len(self.blocks) > 1 and known.endswith(self.blocks[-2].text)
        self._terms[-1] = governing(f"{known} | {term}") if is_next else term

    def _push(self, lead: str | None) -> None:
        self._leads.append(lead)
        if lead:
            self._path = None

    def _pop(self) -> str:
        lead = self._leads.pop()
        if lead:
            self._path = None
        return lead or ""

    def _leave_part(self, node: HtmlElement, tag: str) -> None:
        """Handle an end inside a heading or row that is read whole, or its own end."""
        if node is not self._whole:
            if tag in _CELLS and not self._is_titled:
                self._cells.append((self._take() or drawn(node), node))
            self._text.append(" ")
            return
        self._whole = None
        if tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        else:
            self._row(node)

    def _row(self, node: HtmlElement) -> None:
        if rest := self._take():
            self._cells.append((rest, None))
        own = self._tables and (node.tag == "tr" or node.get("role") == "row")
        table = self._tables[-1] if own else Table(self._budget)
        text, above = table.row(self._cells)
        self._cells.clear()
        if text:
            self.blocks.append(Block((*self._place(), *above), text, BlockKind.ROW))

    def _heading(self, level: int) -> None:
        text = self._take()
        if not text:
            return
        above = [h for h in self._headings if h[0] < level]
        self.blocks.append(Block(tuple(title for _, title in above), text, BlockKind.HEADING))
        self._headings = [*above, (level, text)]
        self._path = None
