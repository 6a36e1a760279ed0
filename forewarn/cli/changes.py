"""`forewarn changes`."""

from typing import Annotated

import typer


def changes(
    since: Annotated[
        str, typer.Option(help="From when: 2026-03-01, or 7d for the last week.")
    ] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    min_severity: Annotated[str, typer.Option(help="cosmetic, minor or major.")] = "minor",
    effective_from: Annotated[
        str, typer.Option(help="What takes force on that day or later, the soonest first.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per change.")] = False,
) -> None:
    """List what changed, the newest first; with --effective-from, what takes force when.

    Example: forewarn changes --since 7d --min-severity major
    """
    from forewarn.cli.looking import ChangeQuery, found
    from forewarn.cli.reading import reading
    from forewarn.cli.telling import tell_change

    wanted = ChangeQuery.parse(since, category, topic, min_severity, effective_from)
    with reading() as history:
        for change in found(history, wanted):
            tell_change(change, as_json=as_json)
