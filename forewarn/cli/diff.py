"""`forewarn diff`, and how edits are printed."""

from typing import Annotated

import typer

from forewarn.cli.session import session
from forewarn.cli.versions import LAST_VERSION, find_version
from monitor.diff import compare
from monitor.diff.words import word_edits
from monitor.errors import ConfigurationError
from monitor.model import Edit, Op

_MARKS = {Op.ADDED: "+", Op.REMOVED: "-", Op.MODIFIED: "~", Op.MOVED: ">"}


def diff(
    source: Annotated[str, typer.Argument(help="A source id.")],
    before: Annotated[
        int | None,
        typer.Argument(min=0, max=LAST_VERSION, help="A version number; none: the one before."),
    ] = None,
    after: Annotated[
        int | None,
        typer.Argument(min=0, max=LAST_VERSION, help="A version number; none: the newest."),
    ] = None,
) -> None:
    """Show the change between two versions, word by word.

    Example: forewarn diff fcc-covered-list 1 2
    """
    with session() as context:
        new = find_version(context, source, after)
        old = (
            find_version(context, source, before) if before else context.stores.history.before(new)
        )
        if old is None:
            raise ConfigurationError(f"{source} has one version only; there is nothing to compare")
        typer.echo(f"{source}: version {old.number} -> {new.number}")
        for edit in compare(old.document, new.document):
            print_edit(edit)


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
