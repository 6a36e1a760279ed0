"""Edits as plain text, to copy."""

from collections.abc import Iterable
from itertools import groupby

from monitor.model import Edit, Op


def as_text(edits: Iterable[Edit]) -> str:
    """Format the edits as plain text: `-` old, `+` new, `~` moved."""
    groups = groupby(edits, key=lambda edit: edit.path)
    return "\n".join(line for path, group in groups for line in _lines(path, group))


def quote(edit: Edit) -> str:
    """Format one edit, under its headings."""
    return as_text([edit]).lstrip("\n")


def _lines(path: tuple[str, ...], edits: Iterable[Edit]) -> Iterable[str]:
    if path:
        yield f"\n# {' > '.join(path)}"
    for edit in edits:
        if edit.op is Op.MOVED:
            yield f"~ {edit.after}"
            continue
        if edit.before:
            yield f"- {edit.before}"
        if edit.after:
            yield f"+ {edit.after}"
