"""Find where the blocks of stored edits stand in the two documents that they were made from."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.model import Block, Edit

# No edit is made of more blocks than this, unless a whole page was cut into other blocks.
_MOST_BLOCKS = 60
# Of places with one text, so many are looked at for the one under the same heading.
_MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Position:
    """The first block of an edit in each document, counted from 0, and how many blocks it has.

    None where the edit has no text, or its text is not found.
    """

    before: int | None
    after: int | None
    before_size: int = 1
    after_size: int = 1


def positions(
    edits: Iterable[Edit], before: Sequence[Block], after: Sequence[Block]
) -> tuple[Position, ...]:
    """Return the position of each edit; edits with equal texts take the places in turn."""
    old, new = _Places(before), _Places(after)
    found = []
    for edit in edits:
        i, i_size = old.take(edit.before, edit.origin or edit.path)
        j, j_size = new.take(edit.after, edit.path)
        found.append(Position(i, j, i_size, j_size))
    return tuple(found)


class _Places:
    """Where each text of a document begins, and which of these places are taken."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._starts: dict[str, deque[int]] = defaultdict(deque)
        self._taken: set[int] = set()
        for place, block in enumerate(blocks):
            self._starts[block.text.partition("\n")[0]].append(place)

    def take(self, text: str, path: tuple[str, ...]) -> tuple[int | None, int]:
        """Return the first free place of a text, best under that path, and its blocks."""
        for at in sorted(self._free(text), key=lambda at: self._blocks[at].path != path):
            if size := self._size(text, at):
                self._taken.update(range(at, at + size))
                return at, size
        return None, 0

    def _free(self, text: str) -> list[int]:
        starts = self._starts.get(text.partition("\n")[0]) if text else None
        if not starts:
            return []
        while starts and starts[0] in self._taken:
            starts.popleft()
        return [at for at in islice(starts, _MOST_CANDIDATES) if at not in self._taken]

    def _size(self, text: str, at: int) -> int:
        """Return how many blocks from a place on make up the text; 0 if they do not."""
        joined = ""
        for size, block in enumerate(self._blocks[at : at + _MOST_BLOCKS], 1):
            joined = f"{joined}\n{block.text}" if size > 1 else block.text
            if joined == text:
                return size
            if not text.startswith(joined):
                return 0
        return 0
