"""`forewarn sources places` and `matters`: what keeps changing on a page, and what of it matters."""

from typing import Annotated

import typer

from forewarn.cli.operators import record
from forewarn.cli.session import session
from monitor.errors import ConfigurationError
from monitor.language import Language, message
from runtime.clock import now


def places(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """List the places of a page that keep changing and are silent, and those that matter.

    Example: forewarn sources places etsy-fees
    """
    with session() as context:
        found = context.stores.places.of(context.catalogue.find(source_id).id, now())
        for one in found.volatile:
            changes = message("cli", Language.EN, "changes_since", count=one.changes)
            typer.echo(f"{one.place}  ({changes} {one.since:%Y-%m-%d %H:%M})")
        for place in sorted(found.significant):
            typer.echo(f"{place}  (matters)")


def matters(
    source_id: Annotated[str, typer.Argument(help="A source id.")],
    place: Annotated[str, typer.Argument(help="A place, as `forewarn sources places` prints it.")],
    no: Annotated[bool, typer.Option("--no", help="It does not matter any more.")] = False,
) -> None:
    """Cause alerts for a place of a page, however often it changes.

    Example: forewarn sources matters etsy-fees "fees: surcharge #"
    """
    with session() as context:
        source_id = context.catalogue.find(source_id).id
        known = context.stores.places
        done = known.unmark(source_id, place) if no else known.mark(source_id, place, now())
        if not done:
            raise ConfigurationError(
                f"{source_id} has no such place; forewarn sources places {source_id} lists them"
            )
        record(context, "unmark-place" if no else "mark-place", source_id, place)
        typer.echo(f"{place}: {'does not matter any more' if no else 'matters'}")
