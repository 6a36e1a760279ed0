"""Set the pieces of a page together into lines of cells, in reading order."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from monitor.extract.pdf.pieces import TextPiece
from monitor.text import CJK, clean

# Distances, in sizes of the font. Words stand a quarter apart, or a fifth where they are squeezed.
_WORD_GAP = 0.15
_CELL_GAP = 1.3
_SAME_LINE = 0.4
_SAME_PLACE = 0.2
# A page that begins anew this far above, right of the middle, is set in columns.
_COLUMN_JUMP = 0.3
_COLUMN_PIECES = 4
_SPACED_SHARE = 0.75
_SPACED_LETTERS = 4
_SOFT_HYPHEN = "\u00ad"
_WIDE = re.compile(f"[{CJK}\u3000-\u303f\uff01-\uff60]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT = re.compile("[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a line that stands apart from the rest of its line."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. `column`: how many columns the page has, and in which this line stands.

    `width`: the page's.
    """

    cells: tuple[Cell, ...]
    y: float
    size: float
    is_bold: bool
    page: int
    width: float
    column: tuple[int, int] = (1, 0)

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.cells[-1].right


def page_lines(pieces: Sequence[TextPiece], page: int, width: float) -> list[Line]:
    """Return the lines of a page, column by column."""
    columns = [
        column
        for turn in sorted({piece.turn for piece in pieces})
        for column in _columns([p for p in pieces if p.turn == turn and p.text])
    ]
    return [
        line
        for number, column in enumerate(columns)
        for group in _grouped(column)
        if (line := _line(group, page, width, (len(columns), number)))
    ]


def _columns(pieces: list[TextPiece]) -> list[list[TextPiece]]:
    """Part pieces where drawing begins anew at the top, right of what was drawn."""
    if not pieces:
        return []
    height = max(p.y for p in pieces) - min(p.y for p in pieces)
    columns = [[pieces[0]]]
    left, right = pieces[0].left, pieces[0].right
    for last, piece in pairwise(pieces):
        if piece.y - last.y > height * _COLUMN_JUMP and piece.left > (left + right) / 2:
            columns.append([])
            left, right = piece.left, piece.right
        columns[-1].append(piece)
        left, right = min(left, piece.left), max(right, piece.right)
    if min(len(column) for column in columns) < _COLUMN_PIECES:
        return [pieces]
    return columns


def _grouped(pieces: list[TextPiece]) -> Iterator[list[TextPiece]]:
    """Group pieces that stand in one line, from the top."""
    group: list[TextPiece] = []
    for piece in sorted(pieces, key=lambda p: -p.y):
        if group and group[0].y - piece.y > _SAME_LINE * max(group[0].size, piece.size):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _line(pieces: list[TextPiece], page: int, width: float, column: tuple[int, int]) -> Line | None:
    pieces = _drawn_once(sorted(pieces, key=lambda p: p.left))
    cells = tuple(cell for cell in _cells(pieces) if cell.text)
    if not cells:
        return None
    size, y = _most(pieces)
    letters = [p for p in pieces if any(map(str.isalpha, p.text))]
    is_bold = bool(letters) and all(p.is_bold for p in letters)
    return Line(_without_leader(cells), y, size, is_bold, page, width, column)


def _most(pieces: list[TextPiece]) -> tuple[float, float]:
    """Return the size and height at which most of the text is set."""
    counts: Counter[tuple[float, float]] = Counter()
    for piece in pieces:
        counts[round(piece.size, 1), round(piece.y, 1)] += len(piece.text)
    return counts.most_common(1)[0][0]


def _without_leader(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells of a table of contents without the page number, and the dots before it."""
    whole = " ".join(cell.text for cell in cells)
    rest = whole.rstrip("0123456789ivxl").rstrip()
    title = rest.rstrip(" .·…_")
    if not title or rest.count("…", len(title)) + rest.count(".", len(title)) // 4 < 1:
        return cells
    # The title ends where its share of the line does, roughly.
    left, right = cells[0].left, cells[-1].right
    return (Cell(title, left, left + (right - left) * len(title) / len(whole)),)


def _drawn_once(pieces: list[TextPiece]) -> list[TextPiece]:
    """Leave out what is drawn again over itself, to look bold."""
    kept = pieces[:1]
    for piece in pieces[1:]:
        again = (
            p for p in kept[-3:]
            if p.text == piece.text and abs(p.left - piece.left) < _SAME_PLACE * piece.size
        )  # fmt: skip
        if not any(again):
            kept.append(piece)
    return kept


def _cells(pieces: list[TextPiece]) -> Iterator[Cell]:
    usual = _letter_gap(pieces)
    texts = [pieces[0].text]
    left, right = pieces[0].left, pieces[0].right
    for last, piece in pairwise(pieces):
        gap = piece.left - right - usual
        size = max(last.size, piece.size)
        if gap > _CELL_GAP * size:
            yield Cell(_read(texts), left, right)
            texts, left = [], piece.left
        elif gap > _WORD_GAP * size and not _are_wide(last.text[-1], piece.text[0]):
            texts.append(" ")
        texts.append(piece.text)
        right = max(right, piece.right) if texts[:-1] else piece.right
    yield Cell(_read(texts), left, right)


def _letter_gap(pieces: list[TextPiece]) -> float:
    """Return how far letters that are placed singly stand apart; 0 where they are not."""
    single = sum(len(piece.text) == 1 for piece in pieces)
    if single < max(_SPACED_LETTERS, _SPACED_SHARE * len(pieces)):
        return 0.0
    return max(0.0, median(b.left - a.right for a, b in pairwise(pieces)))


def _are_wide(first: str, second: str) -> bool:
    return bool(_WIDE.match(first) and _WIDE.match(second))


def _read(texts: list[str]) -> str:
    text = "".join(texts).rstrip()
    if text.endswith(_SOFT_HYPHEN):
        # At the end of a line it is seen.
        text = f"{text[:-1]}-"
    words = text.split()
    if len(words) > 1 and all(len(word) == 1 and _WIDE.match(word) for word in words):
        # A title whose characters are set apart.
        return "".join(words)
    return clean(_reversed(text) if _RIGHT_TO_LEFT.search(text) else text)


def _reversed(text: str) -> str:
    """Return a right-to-left text in the order in which it is read; it is drawn the other way."""
    return _LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], text[::-1])
