"""`forewarn compare`."""

from pathlib import Path
from typing import Annotated

import typer


def compare(
    before: Annotated[
        Path | None, typer.Argument(help="A saved file: .html .md .txt .pdf .xml.")
    ] = None,
    after: Annotated[
        Path | None, typer.Argument(help="A later capture of the same document.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False,
    select: Annotated[str, typer.Option(help="CSS of the main content, for .html.")] = "",
    batch: Annotated[Path | None, typer.Option(help="A CSV with columns id,before,after.")] = None,
) -> None:
    """Compare two saved files, or a batch of pairs; no database.

    Example: forewarn compare old.html new.html --json
    """
    from forewarn.cli import comparing

    if batch:
        raise typer.Exit(comparing.compare_batch(batch, select))
    if before is None or after is None:
        raise typer.BadParameter("name two files, or --batch FILE")
    comparing.tell(comparing.compare_files(before, after, select), as_json=as_json)
