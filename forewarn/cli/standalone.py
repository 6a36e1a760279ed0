"""`forewarn bot` and `forewarn web`: one part of the service alone."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Annotated

import typer

from forewarn.catalogue_watch import watched_catalogue
from forewarn.cli.session import session
from forewarn.standalone import run_bot, run_web
from forewarn.wiring import AppContext

_LAST_PORT = 65_535


def bot() -> None:
    """Run the Telegram bot alone; a second one stands by.

    Example: FOREWARN_TELEGRAM_TOKEN=123:abc forewarn bot
    """
    with session(migrate=True, log_level="INFO") as context:
        asyncio.run(_watched(context, run_bot(context)))


def web(
    port: Annotated[int, typer.Option(min=0, max=_LAST_PORT, help="0: FOREWARN_WEB_BIND's.")] = 0,
) -> None:
    """Run the web part alone.

    Example: forewarn web --port 8642
    """
    with session(migrate=True, log_level="INFO") as context:
        settings = context.settings.on_port(port) if port else context.settings
        asyncio.run(_watched(context, run_web(replace(context, settings=settings))))


async def _watched(context: AppContext, work: Coroutine[None, None, None]) -> None:
    async with watched_catalogue(context):
        await work
