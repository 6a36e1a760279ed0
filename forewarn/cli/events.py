"""`forewarn events`."""

from dataclasses import asdict
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.session import session

_LISTED = 50


def events(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per event.")] = False,
) -> None:
    """List enforcement events that several notices report, the newest first.

    Example: forewarn events --json
    """
    with session() as context:
        for event in context.stores.events.latest(_LISTED):
            if as_json:
                print_json(asdict(event))
                continue
            typer.echo(f"event {event.id}  {event.opened_at:%Y-%m-%d}  {event.title}")
            for one in event.members:
                typer.echo(f"    change {one.change_id}  {one.source_id}  {one.title}")
