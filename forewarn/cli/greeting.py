"""What `forewarn run` prints first: what is watched, what is due, what is missing."""

from collections import Counter

import typer

from crawler import browser
from forewarn import __version__
from forewarn.channels import missing
from forewarn.wiring import AppContext
from monitor.language import Language
from monitor.source import Render
from monitor.vocabulary import categories, name_of
from runtime.clock import now


def greet(context: AppContext) -> None:
    """Print it."""
    watched = context.catalogue.enabled
    due = context.stores.health.due(watched, now())
    counts = Counter(source.category for source in watched)
    typer.echo(f"Forewarn {__version__}")
    typer.echo(
        f"Watching {len(watched)} sources ({len(context.catalogue.sources)} in the catalogue):"
    )
    for category in categories():
        typer.echo(f"  {counts[category]:>4}  {name_of('categories', category, Language.EN)}")
    typer.echo(f"Due now: {len(due)}. Subscribers: {context.stores.subscribers.count()}.")
    for line in missing(context.settings):
        typer.echo(f"Not configured yet: {line}")
    rendered = sum(source.render is Render.BROWSER for source in watched)
    if rendered and (obstacle := browser.missing()):
        typer.echo(f"Not installed yet: a browser – {rendered} sources. {obstacle.capitalize()}")
    typer.echo("Press Ctrl-C to stop.")
