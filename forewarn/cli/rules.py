"""`forewarn rules`: how the rules of judgement fare."""

from dataclasses import asdict
from typing import Annotated

import typer

rules = typer.Typer(help="The rules of judgement.", no_args_is_help=True)


@rules.callback()
def _group() -> None:
    """Keep `report` a command of its own."""


@rules.command()
def report(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per rule.")] = False,
) -> None:
    """Show which rules fired, how many alerts they caused, and how readers judged those.

    Example: forewarn rules report
    """
    from forewarn.cli.output import line
    from forewarn.cli.session import session

    with session() as context:
        for found in context.stores.feedback.report():
            if as_json:
                line(asdict(found))
            else:
                typer.echo(
                    f"{found.rule:<18} v{found.version}  {found.changes:>5} changes"
                    f"  {found.alerts:>6} alerts  {found.useful:>4} useful"
                    f"  {found.not_useful:>4} not useful"
                )
