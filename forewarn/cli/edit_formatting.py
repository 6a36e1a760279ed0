"""Prints edits. Separate from `formatting`, because comparing words imports rapidfuzz."""

import typer

from monitor.diff.words import word_edits
from monitor.model import Edit, Op

_MARKS = {Op.ADDED: "+", Op.REMOVED: "-", Op.MODIFIED: "~", Op.MOVED: ">"}


def print_edit(edit: Edit) -> None:
    """Print one edit, its words marked [-so-] and {+so+}."""
    where = " > ".join(edit.path)
    typer.echo(f"{_MARKS[edit.op]} {edit.op}{f' in {where}' if where else ''}")
    typer.echo(f"    {_words(edit)}")


def edit_values(edit: Edit) -> dict[str, object]:
    """Convert an edit to JSON values."""
    return {
        "op": edit.op,
        "path": list(edit.path),
        "before": edit.before,
        "after": edit.after,
        "similarity": edit.similarity,
        "origin": list(edit.origin),
        "silent_because": edit.proof,
    }


def _words(edit: Edit) -> str:
    if edit.op is not Op.MODIFIED:
        return edit.after or edit.before
    parts = []
    for span in word_edits(edit.before, edit.after):
        if span.is_equal:
            parts.append(span.after)
            continue
        parts.append(f"[-{span.before}-]" if span.before else "")
        parts.append(f"{{+{span.after}+}}" if span.after else "")
    return "".join(parts)
