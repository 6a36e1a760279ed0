"""Find the blocks that stand before and after an edit in its version."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.diff.positions import Position
from monitor.model import Block, Edit

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The blocks around an edit. `block`: its first one, from 1. `is_old`: in the old version."""

    above: tuple[Block, ...]
    below: tuple[Block, ...]
    block: int
    is_old: bool


def context_of(
    edit: Edit, at: Position, before: Sequence[Block], after: Sequence[Block]
) -> Surroundings | None:
    """Return what surrounds an edit in the new version, a removed one in the old; None if unknown."""
    is_old = not edit.after
    blocks = before if is_old else after
    start, size = (at.before, at.before_size) if is_old else (at.after, at.after_size)
    if start is None:
        return None
    above = tuple(blocks[max(0, start - _AROUND) : start])
    below = tuple(blocks[start + size : start + size + _AROUND])
    return Surroundings(above, below, start + 1, is_old)
