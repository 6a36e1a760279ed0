"""`forewarn events`."""

from dataclasses import asdict
from typing import Annotated

import typer

_LISTED = 50


def events(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per event.")] = False,
) -> None:
    """List enforcement events that several notices tell of, the newest first.

    Example: forewarn events --json
    """
    from forewarn.cli.output import line
    from forewarn.cli.session import session

    with session() as context:
        for event in context.stores.events.latest(_LISTED):
            if as_json:
                line(asdict(event))
                continue
            typer.echo(f"event {event.id}  {event.opened_at:%Y-%m-%d}  {event.title}")
            for one in event.members:
                typer.echo(f"    change {one.change_id}  {one.source_id}  {one.title}")
