"""`forewarn operators`: what operators did."""

from dataclasses import asdict
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from monitor.operators import SHELL
from runtime.clock import now


def acts(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per act.")] = False,
) -> None:
    """List what operators did, the newest first.

    Example: forewarn operators acts --limit 10
    """
    with session() as context:
        for one in context.stores.operator_acts.latest(limit):
            if as_json:
                print_json({**asdict(one), "at": one.at.isoformat()})
            else:
                what = f"{one.at:%Y-%m-%d %H:%M}  {one.by:<16} {one.act:<16} {one.subject}"
                typer.echo(f"{what}  {one.detail}".rstrip())


def record(context: AppContext, act: str, subject: str, detail: str = "") -> None:
    """Record an act of whoever uses the command line."""
    context.stores.operator_acts.record(by=SHELL, act=act, subject=subject, detail=detail, at=now())
