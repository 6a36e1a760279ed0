"""`forewarn schedule` and `forewarn worker`: the parts for many machines."""

import asyncio
import os
from typing import Annotated

import typer

from forewarn.catalogue_watch import watched_catalogue
from forewarn.channels import channels_of, mail_channel, open_channels, telegram_bot
from forewarn.cli.session import fleet_session
from forewarn.model import briefer_of
from forewarn.wiring import AppContext


def schedule() -> None:
    """Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.

    Example: forewarn schedule
    """
    with fleet_session() as context:
        from fleet.schedule import run_schedule  # noqa: PLC0415 - procrastinate is an extra

        settings = context.settings
        channels = channels_of(settings, telegram_bot(settings), mail_channel(settings))

        async def serve() -> None:
            async with watched_catalogue(context, reports=True):
                await run_schedule(context, channels)

        asyncio.run(serve())


def worker(
    crawls: Annotated[
        int, typer.Option(min=1, max=1_000, help="Crawls at a time; one takes a core.")
    ] = (os.cpu_count() or 1),
) -> None:
    """Work for `forewarn schedule`: crawl, send, make digests. Needs PostgreSQL.

    Example: forewarn worker --crawls 2
    """
    with fleet_session() as context:
        asyncio.run(_work(context, crawls))


async def _work(context: AppContext, crawls: int) -> None:
    from fleet.worker import run_worker  # noqa: PLC0415 - procrastinate is an extra

    async with watched_catalogue(context), open_channels(context.settings) as channels:
        await run_worker(context, channels, crawls, briefer_of(context, channels))
