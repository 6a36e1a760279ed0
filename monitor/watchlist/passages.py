"""Take the passages of a change or a document in which names are sought."""

from collections.abc import Iterable
from typing import NamedTuple

from monitor.model import Change, ChangeKind, Edit, Op
from monitor.watchlist.finding import WatchedText

_NEW = frozenset({Op.ADDED, Op.MODIFIED})


class PlacedText(NamedTuple):
    """A block's headings and its text."""

    path: tuple[str, ...]
    text: str


def passages_of(change: Change, blocks: Iterable[PlacedText]) -> list[WatchedText]:
    """Return what a change says that is new: a notice whole, `blocks` being its text; of a page its edits."""
    if change.kind is ChangeKind.NOTICE:
        return passages_of_text(change.title, blocks)
    return passages_of_edits(change.edits)


def passages_of_edits(edits: Iterable[Edit]) -> list[WatchedText]:
    """Return what edits brought, beside what stood there before."""
    return [
        WatchedText(edit.after, _heading(edit.path), edit.before)
        for edit in edits
        if edit.op in _NEW
    ]


def passages_of_text(title: str, blocks: Iterable[PlacedText]) -> list[WatchedText]:
    """Return the title and the text of a document."""
    return [
        WatchedText(title),
        *(WatchedText(block.text, _heading(block.path)) for block in blocks),
    ]


def _heading(path: tuple[str, ...]) -> str:
    return " › ".join(path[-2:])
