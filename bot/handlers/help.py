"""/help."""

from telegram import Update

from bot.access import is_operator
from bot.context import Context, acknowledge, answer, reader
from bot.keyboards import menu
from bot.messages import say


async def help_(update: Update, context: Context) -> None:
    """What one can ask; operators see their own commands, too."""
    speaker = await reader(update, context)
    told = say(speaker.language, "help")
    if await is_operator(update, context):
        told += f"\n\n{say(speaker.language, 'help_operator')}"
    await acknowledge(update)
    await answer(update, told, menu(speaker.language))
