"""What `forewarn sources pending` does, apart from reading its command line."""

import typer

from forewarn.wiring import AppContext
from monitor.errors import ConfigurationError
from runtime.clock import now
from storage.tracker import Tracker


def accept_pending(context: AppContext, source_id: str) -> None:
    """Believe the capture that waits; ConfigurationError when none waits."""
    result = Tracker(context.stores.archive).accept(context.catalogue.find(source_id), now())
    if result is None:
        raise ConfigurationError(f"no capture of {source_id} waits")
    typer.echo(f"{source_id}: {result.outcome}, version {result.version}")


def refuse_pending(context: AppContext, source_id: str) -> None:
    """Never believe the capture that waits; ConfigurationError when none waits."""
    if not context.stores.health.refuse(context.catalogue.find(source_id).id):
        raise ConfigurationError(f"no capture of {source_id} waits")
    typer.echo(f"{source_id}: refused; the last good version stays")


def tell_pending(context: AppContext) -> None:
    """List what waits."""
    for waiting in context.stores.health.pending():
        typer.echo(
            f"{waiting.source_id:<36} since {waiting.since:%Y-%m-%d %H:%M}  {waiting.reason}"
        )
