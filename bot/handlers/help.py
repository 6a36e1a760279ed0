"""/help."""

from telegram import Update

from bot.desk import Context, answer, reader
from bot.messages import say


async def help_(update: Update, context: Context) -> None:
    """What one can ask."""
    speaker = await reader(update, context)
    await answer(update, say(speaker.language, "help"))
