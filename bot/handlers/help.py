"""/help: list the commands."""

from telegram import Update

from bot.access import is_operator
from bot.context import Context, acknowledge, answer, reader
from bot.keyboards import menu
from bot.messages import say


async def help_(update: Update, context: Context) -> None:
    """List the commands; operators also see their own."""
    speaker = await reader(update, context)
    text = say(speaker.language, "help")
    if await is_operator(update, context):
        text += f"\n\n{say(speaker.language, 'help_operator')}"
    await acknowledge(update)
    await answer(update, text, menu(speaker.language))
