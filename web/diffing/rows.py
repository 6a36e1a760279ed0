"""Show a row of a table as cells, under the heads of its columns."""

from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from monitor.model import Edit, Op
from web.diffing.runs import NEW, OLD, SAME, Chunk, sides_of, text_of

CELL = " | "
# A text with fewer cells and no heads may be a sentence with a bar.
_SURELY_CELLS = 3


class RowCell(NamedTuple):
    """One cell. `mark`: SAME, OLD or NEW for a whole cell, `changed` for one with changed words."""

    chunks: tuple[Chunk, ...]
    mark: str = SAME


class TableRow(NamedTuple):
    """One row; its `heads`, () for none."""

    cells: tuple[RowCell, ...]
    heads: tuple[str, ...] = ()


def is_head(name: str) -> bool:
    """Return whether a name of a path is the heads of a table's columns."""
    return CELL in name


def row_of(edit: Edit) -> TableRow | None:
    """Return an edit as a row of a table; None for what is none."""
    if "\n" in edit.before or "\n" in edit.after:
        return None
    texts = [text.split(CELL) for text in (edit.before, edit.after) if text]
    heads = tuple(edit.path[-1].split(CELL)) if edit.path and is_head(edit.path[-1]) else ()
    least = 2 if heads else _SURELY_CELLS
    if any(len(cells) < least for cells in texts):
        return None
    is_one = len(texts) == 1 or edit.op is Op.MOVED
    cells = _whole(edit.op, texts[-1]) if is_one else _both(*texts)
    return TableRow(cells, heads if len(heads) == len(cells) else ())


def _whole(op: Op, texts: list[str]) -> tuple[RowCell, ...]:
    mark = {Op.ADDED: NEW, Op.REMOVED: OLD}.get(op, SAME)
    return tuple(RowCell(text_of(text, mark), mark) for text in texts)


def _both(before: list[str], after: list[str]) -> tuple[RowCell, ...]:
    if len(before) == len(after):
        return tuple(_pair(old, new) for old, new in zip(before, after, strict=True))
    cells: list[RowCell] = []
    for step in Levenshtein.opcodes(before, after):
        old, new = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if step.tag == "equal":
            cells += [RowCell(text_of(text, SAME)) for text in new]
        else:
            cells += [RowCell(text_of(text, OLD), OLD) for text in old]
            cells += [RowCell(text_of(text, NEW), NEW) for text in new]
    return tuple(cells)


def _pair(old: str, new: str) -> RowCell:
    if old == new:
        return RowCell(text_of(new, SAME))
    return RowCell(sides_of(old, new).now, "changed")
