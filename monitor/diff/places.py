"""Say which blocks changed what governs them: they stand under another heading or sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from monitor.diff.match import Match
from monitor.model import Block, Op
from monitor.sections import heading_name

# A list is led in by the last sentence of a paragraph.
_SENTENCE_END = re.compile(r"[.!?;](?= )|[。！？；]")
_LEAD_CHARS = 1_000


class Places:
    """What governed each block before and after, with renamed headings taken as the same."""

    def __init__(
        self, found: Iterable[Match], before: Sequence[Block], after: Sequence[Block]
    ) -> None:
        self._before, self._after = before, after
        self._renamed: dict[str, str] = {}
        self._moved: set[str] = set()
        for match in found:
            if match.op is Op.MOVED:
                self._moved.update(_names_in(after[match.after[0]].text))
            elif len(match.before) == len(match.after) == 1:
                old, new = before[match.before[0]], after[match.after[0]]
                self._renamed.update(zip(_names_in(old.text), _names_in(new.text), strict=False))

    def origin(self, i: int, j: int) -> tuple[str, ...]:
        """Return the path that a block had before, if it is another; else ()."""
        old, new = self._before[i].path, self._after[j].path
        if old == new or self._translated(old) == _names(new):
            return ()
        return old

    def is_moved(self, i: int, j: int) -> bool:
        """Return whether a block that stayed in line stands under another heading, which moved.

        A heading that was added, removed or renamed is an edit of its own, and one whose level
        changed governs what it did.
        """
        if not self._moved or not self.origin(i, j):
            return False
        changed = set(self._translated(self._before[i].path)) ^ set(_names(self._after[j].path))
        return not self._moved.isdisjoint(changed)

    def _translated(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._renamed.get(name, name) for name in _names(path))


@lru_cache(maxsize=4_096)
def _names(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(heading_name, path))


def _names_in(text: str) -> Iterator[str]:
    """Yield the names that a block has in the paths of others: its text, its last sentence."""
    yield heading_name(text)
    tail = text[-_LEAD_CHARS:]
    ends = [found.end() for found in _SENTENCE_END.finditer(tail) if found.end() < len(tail)]
    if ends:
        yield heading_name(tail[ends[-1] :])
