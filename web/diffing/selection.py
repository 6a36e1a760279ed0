"""Put edits into the order, the selection and the part that a visitor chose."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from monitor.assess.levels import edit_level
from monitor.model import Edit, Op, Severity
from web.diffing.choice import DiffChoice
from web.diffing.rows import is_head

# So many edits are shown at once: a browser lays them out, and we compare them, in a moment.
PART_SIZE = 100


class RankedEdit(NamedTuple):
    """An edit, its number in the order of the page, its level."""

    number: int
    edit: Edit
    level: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The edits of one part, in order, and what the other choices would show.

    `said`: those selected that say something new, or all if none does; `count`: of all selected.
    `kinds`, `levels`: how many edits each filter would show. `part_of`: the part of each edit.
    """

    shown: tuple[RankedEdit, ...]
    said: tuple[RankedEdit, ...]
    count: int
    kinds: dict[Op, int]
    levels: dict[str, int]
    part: int
    parts: int
    part_of: dict[int, int]


def select(
    edits: Sequence[Edit], choice: DiffChoice, urgent: frozenset[date], first: int
) -> Selection:
    """Select edits, numbered from `first`; `urgent`: days that make an edit urgent."""
    ranked = [RankedEdit(n, edit, edit_level(edit, urgent)) for n, edit in enumerate(edits, first)]
    chosen = _ordered([one for one in ranked if _matches(one, choice)], choice)
    part_of = {one.number: index // PART_SIZE + 1 for index, one in enumerate(chosen)}
    parts = max(-(-len(chosen) // PART_SIZE), 1)
    part = min(part_of.get(choice.edit, choice.part), parts)
    return Selection(
        shown=tuple(chosen[(part - 1) * PART_SIZE : part * PART_SIZE]),
        said=tuple(one for one in chosen if not one.edit.proof) or tuple(chosen),
        count=len(chosen),
        kinds=_kinds(ranked, choice),
        levels=_levels(ranked, choice),
        part=part,
        parts=parts,
        part_of=part_of,
    )


def _matches(one: RankedEdit, choice: DiffChoice) -> bool:
    is_kind = choice.kind in {"", one.edit.op}
    return is_kind and choice.level in {"", one.level.level}


def _ordered(found: list[RankedEdit], choice: DiffChoice) -> list[RankedEdit]:
    """Order edits as on the page, or the strongest first; what says nothing new comes last."""
    if not choice.in_order:
        found = _with_tables(sorted(found, key=lambda one: (-one.level, -one.edit.weight)))
    return sorted(found, key=lambda one: bool(one.edit.proof))


def _with_tables(found: Iterable[RankedEdit]) -> list[RankedEdit]:
    """Bring the rows of a table to its strongest one."""
    tables: dict[object, list[RankedEdit]] = {}
    for one in found:
        path = one.edit.path
        tables.setdefault(path if path and is_head(path[-1]) else one.number, []).append(one)
    return [one for rows in tables.values() for one in rows]


def _kinds(ranked: Iterable[RankedEdit], choice: DiffChoice) -> dict[Op, int]:
    """Count the edits of each kind, the silent ones only if there are no others."""
    found = [one for one in ranked if choice.level in {"", one.level.level}]
    said = [one for one in found if not one.edit.proof] or found
    counts = Counter(one.edit.op for one in said)
    return {op: counts[op] for op in Op if counts[op] or op == choice.kind}


def _levels(ranked: Iterable[RankedEdit], choice: DiffChoice) -> dict[str, int]:
    counts = Counter(one.level for one in ranked if choice.kind in {"", one.edit.op})
    levels = sorted(Severity, reverse=True)
    return {one.level: counts[one] for one in levels if counts[one] or one.level == choice.level}
