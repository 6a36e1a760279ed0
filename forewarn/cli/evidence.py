"""`forewarn evidence`."""

from pathlib import Path
from typing import Annotated

import typer


def evidence(
    what: Annotated[str, typer.Argument(metavar="SOURCE@N|verify", help="A version, or verify.")],
    file: Annotated[Path | None, typer.Argument(help="With verify: the bundle.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the bundle.")] = None,
    ca: Annotated[Path | None, typer.Option(help="PEM of the time-stamp authority's root.")] = None,
) -> int:
    """Write the proof of a version, or check one and say what it proves.

    Example: forewarn evidence fcc-covered-list@2; forewarn evidence verify fcc-covered-list-2.evidence.zip
    """
    from forewarn.cli.proving import tell_verdict, write_bundle

    if what == "verify":
        return tell_verdict(file, ca)
    write_bundle(what, out or file)
    return 0
