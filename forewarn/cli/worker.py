"""`forewarn worker`."""

import asyncio
import os
from typing import Annotated

import typer

from forewarn.cli.session import fleet_session
from forewarn.standalone import run_worker


def worker(
    crawls: Annotated[
        int, typer.Option(min=1, max=1_000, help="Crawls at a time; one takes a core.")
    ] = (os.cpu_count() or 1),
) -> None:
    """Work for `forewarn schedule`: crawl, send, make digests. Needs PostgreSQL.

    Example: forewarn worker --crawls 2
    """
    with fleet_session() as context:
        asyncio.run(run_worker(context, crawls))
