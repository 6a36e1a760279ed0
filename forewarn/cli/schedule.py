"""`forewarn schedule`."""

import asyncio

from forewarn.cli.session import fleet_session
from forewarn.standalone import run_schedule


def schedule() -> None:
    """Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.

    Example: forewarn schedule
    """
    with fleet_session() as context:
        asyncio.run(run_schedule(context))
