"""`forewarn demo`."""

import asyncio
from typing import Annotated

import typer

from forewarn.demo import tour
from runtime.logs import configure


def demo(
    web: Annotated[bool, typer.Option("--web", help="Keep the web part open to look at.")] = False,
) -> None:
    """Show Forewarn at work, offline: a small site changes, alerts and pages appear.

    Example: forewarn demo --web
    """
    configure("console", ())
    asyncio.run(tour(serve=web))
