"""`forewarn rules`: how the assessment rules perform."""

from dataclasses import asdict
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.session import session


def report(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per rule.")] = False,
) -> None:
    """Show which rules fired, how many alerts they caused, and how subscribers judged those.

    Example: forewarn rules report
    """
    with session() as context:
        for found in context.stores.feedback.report():
            if as_json:
                print_json(asdict(found))
            else:
                typer.echo(
                    f"{found.rule:<18} v{found.version}  {found.changes:>5} changes"
                    f"  {found.alerts:>6} alerts  {found.useful:>4} useful"
                    f"  {found.not_useful:>4} not useful"
                )
