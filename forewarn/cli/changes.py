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
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per change.")] = False,
) -> None:
    """List what changed, the newest first.

    Example: forewarn changes --since 7d --min-severity major
    """
    from forewarn.cli.output import moment
    from forewarn.cli.session import session
    from forewarn.cli.telling import tell_change
    from forewarn.wiring import now
    from monitor.model import Severity

    try:
        severity = Severity.parse(min_severity)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with session() as parts:
        found = parts.history.changes(
            since=moment(since, now()) if since else None,
            category=category,
            topic=topic,
            min_severity=severity,
        )
        for change in found:
            tell_change(change, as_json=as_json)
