"""Read the lines of a document into blocks."""

from collections.abc import Sequence

from monitor.extract.pdf.lines import Line
from monitor.extract.pdf.marks import depth_of, mark_of, style_of
from monitor.extract.pdf.paragraphs import Layout, ends_sentence
from monitor.extract.pdf.tables import PdfTable, with_tables
from monitor.model import Block, BlockKind
from monitor.text import shorten

_HEADING_CHARS = 160
_BOLD_CHARS = 100
_LEAD_CHARS = 240
_LEADS = (":", "：")
# Below every numbered heading of its size.
_UNNUMBERED = 9
_MOST_LEADS = 6

_Rank = tuple[float, int]


def read_lines(lines: Sequence[Line]) -> list[Block]:
    """Return the headings, paragraphs, items and rows that lines make up."""
    if not lines:
        return []
    reader = _Reader(Layout(lines))
    for line in with_tables(lines):
        reader.add(line)
    reader.flush()
    return reader.blocks


class _Reader:
    """Collects lines until a block ends, and tracks what stands above it."""

    def __init__(self, layout: Layout) -> None:
        self.blocks: list[Block] = []
        self._layout = layout
        self._lines: list[Line] = []
        self._headings: list[tuple[_Rank, str]] = []
        # The open lists: the style of the items' marks, and what led them in.
        self._leads: list[tuple[str, str]] = []
        self._lead = ""

    def add(self, line: Line | PdfTable) -> None:
        """Add the next line or table."""
        if isinstance(line, PdfTable):
            self.flush()
            self._rows(line)
            return
        if self._lines and self._layout.begins(line, self._lines):
            self.flush()
        self._lines.append(line)

    def flush(self) -> None:
        """End the current block."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        text = self._layout.join(lines)
        if rank := self._rank(lines, text):
            self._heading(rank, text)
        elif mark := mark_of(text):
            self._item(style_of(mark), text)
        else:
            self._paragraph(text)

    def _rank(self, lines: Sequence[Line], text: str) -> _Rank | None:
        """Return how high a heading stands, the highest first; None for what is no heading."""
        size = lines[0].size
        depth = depth_of(text)
        if self._layout.is_large(lines[0]):
            return (-size, depth or 1) if len(text) <= _HEADING_CHARS else None
        is_bold = all(line.is_bold for line in lines) and not self._layout.is_bold
        if is_bold and len(text) <= _BOLD_CHARS and not ends_sentence(text):
            return (-size, depth or _UNNUMBERED)
        return None

    def _heading(self, rank: _Rank, text: str) -> None:
        self._headings = [heading for heading in self._headings if heading[0] < rank]
        self._leads, self._lead = [], ""
        self.blocks.append(Block(self._path(), text, BlockKind.HEADING))
        self._headings.append((rank, text))

    def _paragraph(self, text: str) -> None:
        self._leads = []
        self.blocks.append(Block(self._path(), text))
        self._lead = _leading(text)

    def _item(self, style: str, text: str) -> None:
        open_lists = [known for known, _ in self._leads]
        if style in open_lists:
            del self._leads[open_lists.index(style) + 1 :]
        else:
            self._leads = [*self._leads, (style, self._lead)][-_MOST_LEADS:]
        self.blocks.append(Block(self._path(), text, BlockKind.ITEM))
        self._lead = _leading(text)

    def _rows(self, table: PdfTable) -> None:
        above = (*self._path(), self._lead) if self._lead else self._path()
        for row in table.rows:
            is_head = row == table.heads
            path = above if is_head or not table.heads else (*above, table.heads)
            self.blocks.append(Block(path, row, BlockKind.ROW))

    def _path(self) -> tuple[str, ...]:
        titles = (title for _, title in self._headings)
        return (*titles, *(lead for _, lead in self._leads if lead))


def _leading(text: str) -> str:
    """Return a text that leads in a list, as it stands in a path; '' for any other."""
    return shorten(text, _LEAD_CHARS) if text.endswith(_LEADS) else ""
