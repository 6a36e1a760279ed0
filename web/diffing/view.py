"""Put the edits of a difference into the order, the selection and the part that a visitor chose."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from monitor.assess.levels import edit_level
from monitor.diff.positions import Position
from monitor.language import Language
from monitor.model import Edit, Op, Severity
from web.diffing.choice import DiffChoice
from web.diffing.panels import Panel, panel_of
from web.diffing.rows import TableRow, is_head
from web.diffing.sections import SectionCount, section_counts

# So many edits are shown at once: a browser lays them out, and we compare them, in a moment.
PART_SIZE = 100
_LEAST_OUTLINED = 4
Locate = Callable[[], Sequence[Position]]


class _Ranked(NamedTuple):
    """An edit, its number in the order of the page, its level."""

    number: int
    edit: Edit
    level: Severity


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

    `silent`: the edits that say nothing new, shown last. `kinds`, `levels`: how many edits each
    filter would show. `total`: of all edits; `said`, `said_kinds`: of those that say something new.
    `parts`: how many parts there are; `part_of`: the part of each edit that is selected.
    """

    choice: DiffChoice
    groups: tuple[PanelGroup, ...]
    silent: tuple[PanelGroup, ...]
    sections: tuple[SectionCount, ...]
    kinds: dict[Op, int]
    levels: dict[str, int]
    total: int
    said: int
    said_kinds: dict[Op, int]
    selected: int
    part: int
    parts: int
    part_of: dict[int, int]

    @property
    def is_outlined(self) -> bool:
        """Whether an outline helps: there are several sections, and more edits than one sees."""
        return len(self.sections) > 1 and self.selected >= _LEAST_OUTLINED

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
    first: int = 1,
) -> DiffView:
    """Show edits, numbered from `first`. `locate`: finds their positions, asked only if one moved."""
    numbered = [_Ranked(n, edit, edit_level(edit)) for n, edit in enumerate(edits, first)]
    selected = _ordered([one for one in numbered if _matches(one, choice)], choice)
    part_of = {one.number: index // PART_SIZE + 1 for index, one in enumerate(selected)}
    parts = max(-(-len(selected) // PART_SIZE), 1)
    part = min(part_of.get(choice.edit, choice.part), parts)
    shown = selected[(part - 1) * PART_SIZE : part * PART_SIZE]
    is_folded = any(not one.edit.proof for one in selected)
    at = _positions(shown, locate)
    skipped = _shared_names(edits)
    groups = [one for one in shown if not (one.edit.proof and is_folded)]
    silent = [one for one in shown if one.edit.proof and is_folded]
    said = [one for one in selected if not (one.edit.proof and is_folded)]
    return DiffView(
        choice=choice,
        groups=tuple(_groups(groups, language, at, skipped)),
        silent=tuple(_groups(silent, language, at, skipped)),
        sections=section_counts((one.number, one.edit) for one in said),
        kinds=_kinds(numbered, choice),
        levels=_levels(numbered, choice),
        total=len(edits),
        said=sum(not edit.proof for edit in edits),
        said_kinds=_counts([edit.op for edit in edits if not edit.proof]),
        selected=len(selected),
        part=part,
        parts=parts,
        part_of=part_of,
    )


def _matches(one: _Ranked, choice: DiffChoice) -> bool:
    is_kind = choice.kind in {"", one.edit.op}
    return is_kind and choice.level in {"", one.level.level}


def _ordered(found: list[_Ranked], choice: DiffChoice) -> list[_Ranked]:
    """Order edits as on the page, or the strongest first; what says nothing new comes last."""
    if not choice.in_order:
        found = _with_tables(sorted(found, key=lambda one: (-one.level, -one.edit.weight)))
    return sorted(found, key=lambda one: bool(one.edit.proof))


def _with_tables(found: Iterable[_Ranked]) -> list[_Ranked]:
    """Bring the rows of a table to its strongest one."""
    tables: dict[object, list[_Ranked]] = {}
    for one in found:
        path = one.edit.path
        tables.setdefault(path if path and is_head(path[-1]) else one.number, []).append(one)
    return [one for rows in tables.values() for one in rows]


def _positions(shown: Iterable[_Ranked], locate: Locate | None) -> Sequence[Position]:
    moved = any(one.edit.op is Op.MOVED or one.edit.origin for one in shown)
    return locate() if locate and moved else ()


def _groups(
    shown: Iterable[_Ranked], language: Language, at: Sequence[Position], skipped: int
) -> Iterator[PanelGroup]:
    for path, group in groupby(shown, key=lambda one: _named(one.edit.path)[skipped:]):
        panels = [
            panel_of(
                one.number,
                one.edit,
                one.level.level,
                language,
                at[one.number - 1] if at else None,
            )
            for one in group
        ]
        yield PanelGroup(path, tuple(_blocks(panels)))


def _named(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in path if not is_head(name))


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
    row: TableRow | None = panel.row
    return (row.heads, len(row.cells)) if row else None


def _kinds(numbered: Iterable[_Ranked], choice: DiffChoice) -> dict[Op, int]:
    ops = [one.edit.op for one in numbered if choice.level in {"", one.level.level}]
    return _counts(ops, choice.kind)


def _counts(ops: Iterable[Op], chosen: str = "") -> dict[Op, int]:
    counts = Counter(ops)
    return {op: counts[op] for op in Op if counts[op] or op == chosen}


def _levels(numbered: Iterable[_Ranked], choice: DiffChoice) -> dict[str, int]:
    counts = Counter(one.level for one in numbered if choice.kind in {"", one.edit.op})
    levels = sorted(Severity, reverse=True)
    return {one.level: counts[one] for one in levels if counts[one] or one.level == choice.level}
