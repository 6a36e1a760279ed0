"""Count the edits under each heading."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model import Edit, Op
from web.diffing.rows import is_head

# A name that ends so leads a list: it is a sentence, no heading.
_LEADS = (":", "：")
_HEADING_CHARS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCount:
    """The edits under one heading: how many of each kind, and the number of the first one shown."""

    path: tuple[str, ...]
    counts: tuple[tuple[Op, int], ...]
    first: int

    @property
    def name(self) -> str:
        """The nearest heading; '' for the text before the first one."""
        return self.path[-1] if self.path else ""


def headings(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of a path, without what leads a list and the heads of a table."""
    return tuple(
        name
        for name in path
        if not is_head(name) and not name.endswith(_LEADS) and len(name) <= _HEADING_CHARS
    )


def section_counts(numbered: Iterable[tuple[int, Edit]]) -> tuple[SectionCount, ...]:
    """Count edits by their headings, in the order in which the headings come up."""
    counted: dict[tuple[str, ...], Counter[Op]] = {}
    first: dict[tuple[str, ...], int] = {}
    for number, edit in numbered:
        path = headings(edit.path)
        counted.setdefault(path, Counter())[edit.op] += 1
        first.setdefault(path, number)
    return tuple(
        SectionCount(
            path=path,
            counts=tuple((op, counts[op]) for op in Op if counts[op]),
            first=first[path],
        )
        for path, counts in counted.items()
    )
