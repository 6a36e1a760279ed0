"""/help: list the commands."""

from telegram import Update

from bot.access import is_operator
from bot.context import Context, acknowledge, answer, subscriber_of
from bot.keyboards import menu
from bot.messages import say


async def help_(update: Update, context: Context) -> None:
    """List the commands; operators also see their own."""
    subscriber = await subscriber_of(update, context)
    text = say(subscriber.language, "help")
    if await is_operator(update, context):
        text += f"\n\n{say(subscriber.language, 'help_operator')}"
    await acknowledge(update)
    await answer(update, text, menu(subscriber.language))
