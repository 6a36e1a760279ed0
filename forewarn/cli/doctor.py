"""`forewarn doctor`."""

import asyncio
from typing import Annotated

import typer

from forewarn.cli.session import load_settings
from forewarn.diagnostics import diagnose


def doctor(
    every_version: Annotated[
        bool,
        typer.Option("--all", help="Compare every version with its capture, not a sample."),
    ] = False,
) -> None:
    """Check database, catalogue, evidence, token, mail and disk: what works, how to mend the rest.

    Example: forewarn doctor
    """
    findings = asyncio.run(diagnose(load_settings(), every_version=every_version))
    for finding in findings:
        typer.echo(f"{finding.state:<8} {finding.part:<10} {finding.words}")
    raise typer.Exit(1 if any(finding.state == "broken" for finding in findings) else 0)
