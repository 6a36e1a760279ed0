"""Edits as panels of a page: grouped by section, the changed words marked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from monitor.diff.words import Span, word_edits
from monitor.model import Edit, Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One edit. `spans`: its runs of words, for inline; a side is those that have that side."""

    number: int
    op: Op
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelGroup:
    """Neighbouring edits under one heading."""

    path: tuple[str, ...]
    panels: tuple[Panel, ...]


def parts(edits: Iterable[Edit]) -> tuple[PanelGroup, ...]:
    """The edits in their order, those that share a heading together."""
    numbered = enumerate(edits, 1)
    return tuple(
        PanelGroup(path=path, panels=tuple(_panel(number, edit) for number, edit in group))
        for path, group in groupby(numbered, key=lambda pair: pair[1].path)
    )


def as_text(edits: Iterable[Edit]) -> str:
    """The edits as plain text: `-` what was, `+` what is, `~` what moved."""
    return "\n".join(line for part in parts(edits) for line in _lines(part))


def _panel(number: int, edit: Edit) -> Panel:
    if edit.op is Op.MODIFIED:
        spans = word_edits(edit.before, edit.after)
    elif edit.op is Op.MOVED:
        spans = (Span(edit.after, edit.after, is_equal=True),)
    else:
        spans = (Span(edit.before, edit.after),)
    return Panel(number=number, op=edit.op, spans=spans)


def _lines(part: PanelGroup) -> Iterable[str]:
    if part.path:
        yield f"\n# {' > '.join(part.path)}"
    for panel in part.panels:
        was = "".join(span.before for span in panel.spans)
        now = "".join(span.after for span in panel.spans)
        if panel.op is Op.MOVED:
            yield f"~ {now}"
            continue
        if was:
            yield f"- {was}"
        if now:
            yield f"+ {now}"
