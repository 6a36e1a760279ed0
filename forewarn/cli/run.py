"""`forewarn run`."""

import asyncio
from collections import Counter

import typer

from crawler import browser
from forewarn import __version__
from forewarn.catalogue_watch import watched_catalogue
from forewarn.channels import missing
from forewarn.cli.session import session
from forewarn.service import Service
from forewarn.wiring import AppContext
from monitor.language import Language, message
from monitor.source import Render
from monitor.vocabulary import categories, name_of
from runtime.clock import now
from storage.jobs.role_lock import Role, role_locks


def run() -> None:
    """Run the whole service: schedule, crawls, alerts, digests and the bot.

    Example: FOREWARN_TELEGRAM_TOKEN=123:abc forewarn run
    """

    async def serve() -> None:
        async with watched_catalogue(context, reports=True):
            await Service(context, roles).run()

    with (
        session(migrate=True, log_level="INFO") as context,
        role_locks(context.stores.database, *Role) as roles,
    ):
        _print_greeting(context)
        asyncio.run(serve())


def _print_greeting(context: AppContext) -> None:
    """Print what is watched, what is due and what is missing."""
    watched = context.catalogue.enabled
    due = context.stores.health.due(watched, now())
    counts = Counter(source.category for source in watched)
    typer.echo(f"Forewarn {__version__}")
    known = len(context.catalogue.sources)
    typer.echo(message("cli", Language.EN, "watching", count=len(watched), known=known))
    for category in categories():
        typer.echo(f"  {counts[category]:>4}  {name_of('categories', category, Language.EN)}")
    typer.echo(f"Due now: {len(due)}. Subscribers: {context.stores.subscribers.count()}.")
    for line in missing(context.settings):
        typer.echo(f"Not configured yet: {line}")
    rendered = sum(source.render is Render.BROWSER for source in watched)
    if rendered and (obstacle := browser.missing()):
        lacking = message("cli", Language.EN, "needs_browser", count=rendered)
        typer.echo(f"Not installed yet: {lacking}. {obstacle.capitalize()}")
    typer.echo("Press Ctrl-C to stop.")
