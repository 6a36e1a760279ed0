"""What `forewarn run` prints first: what is watched, what is due, what is missing."""

from collections import Counter

import typer

from crawler import browser
from forewarn import __version__
from forewarn.channels import missing
from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.language import Language
from monitor.source import Render
from monitor.vocabulary import categories, name_of


def greet(parts: Parts) -> None:
    """Print it."""
    watched = parts.catalogue.enabled
    due = parts.health.due(watched, now())
    counts = Counter(source.category for source in watched)
    typer.echo(f"Forewarn {__version__}")
    typer.echo(
        f"Watching {len(watched)} sources ({len(parts.catalogue.sources)} in the catalogue):"
    )
    for category in categories():
        typer.echo(f"  {counts[category]:>4}  {name_of('categories', category, Language.EN)}")
    typer.echo(f"Due now: {len(due)}. Subscribers: {parts.subscribers.count()}.")
    for line in missing(parts.settings):
        typer.echo(f"Not configured yet: {line}")
    rendered = sum(source.render is Render.BROWSER for source in watched)
    if rendered and (obstacle := browser.missing()):
        typer.echo(f"Not installed yet: a browser – {rendered} sources. {obstacle.capitalize()}")
    typer.echo("Press Ctrl-C to stop.")
