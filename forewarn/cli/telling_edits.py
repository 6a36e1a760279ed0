"""Edits and sections as lines."""

import typer

from monitor.diff.words import word_edits
from monitor.model import Edit, Op
from monitor.sections import SectionVersion

_MARKS = {Op.ADDED: "+", Op.REMOVED: "-", Op.MODIFIED: "~", Op.MOVED: ">"}


def tell_section(source: str, step: SectionVersion) -> None:
    """What a section was in one version: its text where it changed."""
    heading = step.section.heading if step.section else "(not there)"
    typer.echo(f"{source}@{step.number}  {'changed' if step.changed else 'same   '}  {heading}")
    if step.section and step.changed:
        for text in step.section.text.splitlines():
            typer.echo(f"    {text}")


def tell_edit(edit: Edit) -> None:
    """One edit, its words marked [-so-] and {+so+}."""
    where = " > ".join(edit.path)
    typer.echo(f"{_MARKS[edit.op]} {edit.op}{f' in {where}' if where else ''}")
    typer.echo(f"    {_words(edit)}")


def edit_values(edit: Edit) -> dict[str, object]:
    """One edit for a script."""
    return {
        "op": edit.op,
        "path": list(edit.path),
        "before": edit.before,
        "after": edit.after,
        "similarity": edit.similarity,
    }


def _words(edit: Edit) -> str:
    if edit.op is not Op.MODIFIED:
        return edit.after or edit.before
    told = []
    for span in word_edits(edit.before, edit.after):
        if span.is_equal:
            told.append(span.after)
            continue
        told.append(f"[-{span.before}-]" if span.before else "")
        told.append(f"{{+{span.after}+}}" if span.after else "")
    return "".join(told)
