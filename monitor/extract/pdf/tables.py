"""Find the lines that make up a table, and read its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.extract.pdf.lines import Cell, Line
from monitor.extract.pdf.marks import is_mark
from monitor.text import clean

_LEAST_ROWS = 3
_MOST_COLUMNS = 60
# Cells of one column begin, end or are centred at the same place, in sizes of the font.
_ALIGNED = 0.6
# Lines of two rows are this much further apart than lines of one row.
_ROW_GAP = 1.2
# Lines of one cell are set no further apart than this, in sizes of the font.
_SOLID = 1.4
# Lines further apart than this, in sizes of the font, are not of one table.
_MOST_GAP = 5.0


@dataclass(frozen=True, slots=True)
class PdfTable:
    """The rows of a table, and the row of its column heads, or ''."""

    rows: tuple[str, ...]
    heads: str


def with_tables(lines: Sequence[Line]) -> Iterator[Line | PdfTable]:
    """Return the lines in order, those that make up a table as one."""
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if sum(len(line.cells) > 1 for line in lines[at:end]) >= _LEAST_ROWS:
            yield _table(lines[at:end])
            at = end
        else:
            yield _plain(lines[at])
            at += 1


def _plain(line: Line) -> Line:
    """Return a line of no table as one text."""
    if len(line.cells) == 1:
        return line
    return replace(line, cells=(Cell(line.text, line.left, line.right),))


def _end(lines: Sequence[Line], start: int) -> int:
    """Return where the table that may begin at a line ends."""
    if not _is_row(lines[start]):
        return start
    columns = list(lines[start].cells)
    end = start + 1
    while end < len(lines) and _follows(lines[end], lines[end - 1], columns):
        columns = _widened(columns, lines[end])
        end += 1
    while end > start + 1 and not _is_row(lines[end - 1]) and not _continues(lines, end - 1):
        end -= 1
    return end


def _is_row(line: Line) -> bool:
    """Return whether a line has columns; an item's number and its text are none."""
    cells = line.cells
    return 2 < len(cells) <= _MOST_COLUMNS or (len(cells) == 2 and not is_mark(cells[0].text))


def _follows(line: Line, last: Line, columns: list[Cell]) -> bool:
    if line.page == last.page and not 0 < last.y - line.y < _MOST_GAP * line.size:
        return False
    slack = _ALIGNED * line.size
    if len(line.cells) > len(columns) or (len(line.cells) > 1 and not _is_row(line)):
        return False
    if len(line.cells) == 1 and (line.page != last.page or _crosses(line.cells[0], columns)):
        return False
    return all(_column(cell, columns, slack) is not None for cell in line.cells)


def _crosses(cell: Cell, columns: list[Cell]) -> bool:
    return sum(cell.left < column.right and cell.right > column.left for column in columns) > 1


def _column(cell: Cell, columns: Sequence[Cell], slack: float) -> int | None:
    """Return the column in which a cell stands."""
    for number, column in enumerate(columns):
        centres = abs(cell.left + cell.right - column.left - column.right) / 2
        places = (abs(cell.left - column.left), abs(cell.right - column.right), centres)
        if min(places) <= slack:
            return number
    return None


def _widened(columns: list[Cell], line: Line) -> list[Cell]:
    """Return the columns with room for a line's cells."""
    wider = list(columns)
    for cell in line.cells:
        at = _column(cell, columns, _ALIGNED * line.size)
        if at is not None and abs(cell.left - columns[at].left) <= _ALIGNED * line.size:
            wider[at] = Cell("", columns[at].left, max(columns[at].right, cell.right))
    return wider


def _continues(lines: Sequence[Line], at: int) -> bool:
    """Return whether a line with one cell goes on with the row above it."""
    gaps = lines[at - 1].y - lines[at].y
    return lines[at].page == lines[at - 1].page and gaps < _SOLID * lines[at].size


def _table(lines: Sequence[Line]) -> PdfTable:
    widest = max(lines, key=lambda line: len(line.cells))
    groups = list(_rows(lines, widest.cells))
    rows = tuple(_text(group, widest.cells) for group in groups)
    if _is_head(groups):
        return PdfTable(rows, rows[0])
    return PdfTable(rows, "")


def _rows(lines: Sequence[Line], columns: Sequence[Cell]) -> Iterator[list[Line]]:
    """Group the lines of each row."""
    row_gap = _row_gap(lines)
    group = [lines[0]]
    for last, line in pairwise(lines):
        in_first = _column(line.cells[0], columns, _ALIGNED * line.size) == 0
        is_apart = last.y - line.y > row_gap
        if is_apart if row_gap and line.page == last.page else in_first:
            yield group
            group = []
        group.append(line)
    yield group


def _row_gap(lines: Sequence[Line]) -> float:
    """Return how far rows stand apart where their cells have several lines; 0.0 if nothing says."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page]
    least = min(gaps, default=0.0)
    apart = sum(gap > least * _ROW_GAP for gap in gaps)
    is_solid = least < _SOLID * lines[0].size
    return least * _ROW_GAP if is_solid and apart > 1 and apart * 3 >= len(gaps) else 0.0


def _text(lines: Sequence[Line], columns: Sequence[Cell]) -> str:
    texts: list[list[str]] = [[] for _ in columns]
    for line in lines:
        for cell in line.cells:
            at = _column(cell, columns, _ALIGNED * line.size)
            texts[at if at is not None else -1].append(cell.text)
    return " | ".join(clean(" ".join(text)) for text in texts if text)


def _is_head(groups: list[list[Line]]) -> bool:
    """Return whether the first row names the columns: in bold, or in words above figures."""
    first, *rest = groups
    if len(first[0].cells) < 2:
        return False
    if all(line.is_bold for line in first):
        return not all(line.is_bold for group in rest for line in group)
    figures = [any(map(str.isdigit, line.text)) for group in rest for line in group[:1]]
    return not any(map(str.isdigit, first[0].text)) and all(figures)
