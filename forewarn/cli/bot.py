"""`forewarn bot`."""

import asyncio

from forewarn.cli.session import session
from forewarn.standalone import run_bot


def bot() -> None:
    """Run the Telegram bot alone; a second one stands by.

    Example: FOREWARN_TELEGRAM_TOKEN=123:abc forewarn bot
    """
    with session(migrate=True, log_level="INFO") as context:
        asyncio.run(run_bot(context))
