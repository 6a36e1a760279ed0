"""/forget: erase everything stored about the subscriber, after a confirmation."""

from telegram import Update

from bot.context import Context, answer, subscriber_of
from bot.handlers import confirm


async def forget(update: Update, context: Context) -> None:
    """Ask for confirmation, or erase everything, even the record that the subscriber existed."""
    subscriber = await subscriber_of(update, context)
    if confirm.says_yes(context.args or []):
        await answer(update, *await confirm.forget(context, subscriber))
    else:
        await confirm.ask(update, subscriber.language, "forget")
