"""/forget: erase everything stored about the subscriber, after a confirmation."""

from telegram import Update

from bot.context import Context, answer, reader
from bot.handlers import confirm


async def forget(update: Update, context: Context) -> None:
    """Ask for confirmation, or erase everything, even the record that the subscriber existed."""
    speaker = await reader(update, context)
    if confirm.says_yes(context.args or []):
        await answer(update, await confirm.forget(context, speaker))
    else:
        await confirm.ask(update, speaker.language, "forget")
