"""Show one edit: its level, why it matters, both sides or its row, and whence a moved one came."""

from dataclasses import dataclass
from datetime import date

from monitor.assess.facts import Fact
from monitor.assess.triggers import Triggers, triggers
from monitor.diff.positions import Position
from monitor.fact_lines import fact_line
from monitor.language import Language
from monitor.model import Edit, Op
from monitor.wording import reason_title
from web.diffing.rows import TableRow, row_of
from web.diffing.runs import NEW, OLD, Chunk, Sides, moved_text, sides_of, text_of

_MOST_WHY = 4
_WHY_CHARS = 90


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: its headings, and which block of the version it is, from 1; or 0."""

    path: tuple[str, ...]
    block: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Whence and whither a block moved."""

    origin: Place
    target: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One edit. `sides`: both texts of a modified one; `whole`: the only text of any other.

    `row`: the cells of a row of a table, instead. `why`: what it changes, in words. `proof`: why it
    says nothing new, or ''.
    """

    number: int
    op: Op
    level: str
    why: tuple[str, ...] = ()
    sides: Sides | None = None
    whole: tuple[Chunk, ...] = ()
    row: TableRow | None = None
    move: Move | None = None
    proof: str = ""

    @property
    def has_triggers(self) -> bool:
        """Whether words that matter are marked in it."""
        shown = [*self.whole, *(self.sides.now if self.sides else ())]
        return any(run.rule for chunk in shown for run in chunk.runs)


def panel_of(
    number: int,
    edit: Edit,
    level: str,
    language: Language,
    position: Position | None = None,
    urgent: frozenset[date] = frozenset(),
) -> Panel:
    """Make the panel of an edit. `urgent`: days that are marked in the new text."""
    found = triggers(edit, urgent)
    row = row_of(edit)
    return Panel(
        number=number,
        op=edit.op,
        level=level,
        why=_why(found, language),
        sides=None if row else _sides(edit, found),
        whole=() if row else _whole(edit, found),
        row=row,
        move=_move(edit, position),
        proof=edit.proof,
    )


def _why(found: Triggers, language: Language) -> tuple[str, ...]:
    """Return what an edit changes and the subjects that it touches, each once."""
    lines = [_line(fact, language) for fact in found.facts]
    told = {fact.kind for fact in found.facts}
    lines += [reason_title(one.rule, language) for one in found.rules if one.rule not in told]
    return tuple(dict.fromkeys(lines))[:_MOST_WHY]


def _line(fact: Fact, language: Language) -> str:
    line = fact_line(fact.reason, language)
    return line if 0 < len(line) <= _WHY_CHARS else reason_title(fact.kind, language)


def _sides(edit: Edit, found: Triggers) -> Sides | None:
    if edit.op is not Op.MODIFIED:
        return None
    return sides_of(edit.before, edit.after, found.before, found.after)


def _whole(edit: Edit, found: Triggers) -> tuple[Chunk, ...]:
    if edit.op is Op.MODIFIED:
        return ()
    if edit.op is Op.MOVED:
        return moved_text(edit.after)
    if edit.op is Op.ADDED:
        return text_of(edit.after, NEW, found.after)
    return text_of(edit.before, OLD, found.before)


def _move(edit: Edit, position: Position | None) -> Move | None:
    """Return whence an edit moved, if it did or if other headings stand above it now."""
    if edit.op is not Op.MOVED and not edit.origin:
        return None
    before, after = (position.before, position.after) if position else (None, None)
    origin = Place(edit.origin or edit.path, 0 if before is None else before + 1)
    return Move(origin, Place(edit.path, 0 if after is None else after + 1))
