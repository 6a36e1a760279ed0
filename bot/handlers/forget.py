"""/forget: erase all that is stored on the speaker, at once and wholly."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say


async def forget(update: Update, context: Context) -> None:
    """Erase, then say so; nothing is kept, not even that they were here."""
    speaker = await reader(update, context)
    await off_loop(bot_context(context).stores.subscribers.remove, speaker.id)
    await answer(update, say(speaker.language, "forgotten"))
