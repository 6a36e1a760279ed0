"""`forewarn schedule`."""

import asyncio

from forewarn.channels import channels_of, mail_channel, telegram_bot
from forewarn.cli.session import fleet_session


def schedule() -> None:
    """Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.

    Example: forewarn schedule
    """
    with fleet_session() as context:
        from fleet.schedule import run_schedule  # noqa: PLC0415 - procrastinate is an extra

        settings = context.settings
        channels = channels_of(settings, telegram_bot(settings), mail_channel(settings))
        asyncio.run(run_schedule(context, channels))
