"""`forewarn web`."""

import asyncio
from dataclasses import replace
from typing import Annotated

import typer

from forewarn.cli.session import session
from forewarn.standalone import run_web

_LAST_PORT = 65_535


def web(
    port: Annotated[int, typer.Option(min=0, max=_LAST_PORT, help="0: FOREWARN_WEB_BIND's.")] = 0,
) -> None:
    """Run the web part alone.

    Example: forewarn web --port 8642
    """
    with session(migrate=True, log_level="INFO") as context:
        settings = context.settings.on_port(port) if port else context.settings
        asyncio.run(run_web(replace(context, settings=settings)))
