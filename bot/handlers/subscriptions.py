"""/subscriptions: what was chosen."""

import asyncio

from telegram import Update

from bot import messages
from bot.desk import Context, answer, desk, reader


async def subscriptions(update: Update, context: Context) -> None:
    """List the speaker's subscriptions."""
    speaker = await reader(update, context)
    wanted = await asyncio.to_thread(desk(context).subscribers.subscriptions, speaker.id)
    names = {s.target: desk(context).name_of_target(s.target, speaker.language) for s in wanted}
    await answer(update, messages.subscriptions(wanted, speaker, names))
