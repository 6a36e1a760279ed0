"""`forewarn export`."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="A file; none: standard output.")] = None,
    since: Annotated[str, typer.Option(help="From when: 2026-03-01, or 7d.")] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    min_severity: Annotated[str, typer.Option(help="cosmetic, minor or major.")] = "minor",
) -> None:
    """Write what changed as JSON Lines or CSV, the newest first.

    Example: forewarn export --format csv --since 2026-01-01 --out changes.csv
    """
    from forewarn.cli.exporting import write
    from forewarn.cli.looking import ChangeQuery

    write(ChangeQuery.parse(since, category, topic, min_severity, ""), form, out)
