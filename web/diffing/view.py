"""A difference as a page shows it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from monitor.diff.positions import Position
from monitor.language import Language
from monitor.model import Edit, Op
from web.diffing.choice import DiffChoice
from web.diffing.panels import Panel, panel_of
from web.diffing.rows import is_head
from web.diffing.sections import SectionCount, section_counts
from web.diffing.selection import RankedEdit, Selection, select

_LEAST_OUTLINED = 4
Locate = Callable[[], Sequence[Position]]


class PanelBlock(NamedTuple):
    """One edit, or the edits of rows of one table, which are shown as one."""

    panels: tuple[Panel, ...]
    heads: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether its edits are rows."""
        return self.panels[0].row is not None


class PanelGroup(NamedTuple):
    """Consecutive edits under the same headings."""

    path: tuple[str, ...]
    blocks: tuple[PanelBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffView:
    """A difference as a page shows it.

    `silent`: the edits that say nothing new, shown last. `total`: of all edits; `said`: of those
    that say something new.
    """

    choice: DiffChoice
    selection: Selection
    groups: tuple[PanelGroup, ...]
    silent: tuple[PanelGroup, ...]
    sections: tuple[SectionCount, ...]
    total: int
    said: int

    @property
    def is_outlined(self) -> bool:
        """Whether an outline helps: there are several sections, and more edits than one sees."""
        return len(self.sections) > 1 and self.selection.count >= _LEAST_OUTLINED

    @property
    def silent_count(self) -> int:
        """How many silent edits this part holds."""
        return sum(len(block.panels) for group in self.silent for block in group.blocks)

    @property
    def has_triggers(self) -> bool:
        """Whether words that matter are marked in this part."""
        blocks = (block for group in self.groups for block in group.blocks)
        return any(panel.has_triggers for block in blocks for panel in block.panels)


def view_of(
    edits: Sequence[Edit],
    language: Language,
    choice: DiffChoice = DiffChoice(),  # noqa: B008 - frozen
    locate: Locate | None = None,
    *,
    urgent: frozenset[date] = frozenset(),
    first: int = 1,
) -> DiffView:
    """Show edits, numbered from `first`. `locate`: finds their positions, asked only if one moved.

    `urgent`: days that make an edit urgent which states one of them anew.
    """
    found = select(edits, choice, urgent, first)
    maker = _GroupMaker(language, _positions(found.shown, locate), _shared_names(edits), urgent)
    is_folded = any(not one.edit.proof for one in found.said)
    silent = [one for one in found.shown if one.edit.proof and is_folded]
    return DiffView(
        choice=choice,
        selection=found,
        groups=tuple(maker.groups(found.shown[: len(found.shown) - len(silent)])),
        silent=tuple(maker.groups(silent)),
        sections=section_counts((one.number, one.edit) for one in found.said),
        total=len(edits),
        said=sum(not edit.proof for edit in edits),
    )


@dataclass(frozen=True, slots=True)
class _GroupMaker:
    """Makes groups of panels. `skipped`: how many names at the head of each path are not shown."""

    language: Language
    positions: Sequence[Position]
    skipped: int
    urgent: frozenset[date]

    def groups(self, shown: Iterable[RankedEdit]) -> Iterator[PanelGroup]:
        """Yield groups of consecutive edits under the same headings."""
        for path, group in groupby(shown, key=self._headings):
            yield PanelGroup(path, tuple(_blocks(map(self._panel, group))))

    def _headings(self, one: RankedEdit) -> tuple[str, ...]:
        return tuple(name for name in one.edit.path if not is_head(name))[self.skipped :]

    def _panel(self, one: RankedEdit) -> Panel:
        position = self.positions[one.number - 1] if self.positions else None
        level = one.level.level
        return panel_of(one.number, one.edit, level, self.language, position, self.urgent)


def _positions(shown: Iterable[RankedEdit], locate: Locate | None) -> Sequence[Position]:
    moved = any(one.edit.op is Op.MOVED or one.edit.origin for one in shown)
    return locate() if locate and moved else ()


def _shared_names(edits: Sequence[Edit]) -> int:
    """Return 1 if every edit stands under the title of the page, which need not be repeated; else 0."""
    titles = {edit.path[:1] for edit in edits}
    return int(len(edits) > 1 and len(titles) == 1)


def _blocks(panels: Iterable[Panel]) -> Iterator[PanelBlock]:
    for shape, group in groupby(panels, key=_shape):
        if shape is None:
            yield from (PanelBlock((panel,)) for panel in group)
        else:
            yield PanelBlock(tuple(group), shape[0])


def _shape(panel: Panel) -> tuple[tuple[str, ...], int] | None:
    """Return what rows of one table share: their heads, and how many cells they have."""
    row = panel.row
    return (row.heads, len(row.cells)) if row else None
