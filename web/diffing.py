"""Edits as panels for a page: grouped by section, with the changed words marked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from monitor.diff.words import Span, word_edits
from monitor.model import Edit, Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One edit. `spans`: its runs of words; each side shows those that have text on that side.

    `proof`: why it says nothing new, or ''.
    """

    number: int
    op: Op
    spans: tuple[Span, ...]
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelGroup:
    """Consecutive edits under one heading."""

    path: tuple[str, ...]
    panels: tuple[Panel, ...]


def parts(edits: Iterable[Edit]) -> tuple[PanelGroup, ...]:
    """Group consecutive edits that share a heading, in order."""
    numbered = enumerate(edits, 1)
    return tuple(
        PanelGroup(path=path, panels=tuple(_panel(number, edit) for number, edit in group))
        for path, group in groupby(numbered, key=lambda pair: pair[1].path)
    )


def as_text(edits: Iterable[Edit]) -> str:
    """Format the edits as plain text: `-` old, `+` new, `~` moved."""
    return "\n".join(line for group in parts(edits) for line in _lines(group))


def _panel(number: int, edit: Edit) -> Panel:
    if edit.op is Op.MODIFIED:
        spans = word_edits(edit.before, edit.after)
    elif edit.op is Op.MOVED:
        spans = (Span(edit.after, edit.after, is_equal=True),)
    else:
        spans = (Span(edit.before, edit.after),)
    return Panel(number=number, op=edit.op, spans=spans, proof=edit.proof)


def _lines(group: PanelGroup) -> Iterable[str]:
    if group.path:
        yield f"\n# {' > '.join(group.path)}"
    for panel in group.panels:
        before = "".join(span.before for span in panel.spans)
        after = "".join(span.after for span in panel.spans)
        if panel.op is Op.MOVED:
            yield f"~ {after}"
            continue
        if before:
            yield f"- {before}"
        if after:
            yield f"+ {after}"
