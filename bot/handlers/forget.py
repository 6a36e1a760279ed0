"""/forget: erase all that is stored on the speaker, wholly, once they say that they mean it."""

from telegram import Update

from bot.context import Context, answer, reader
from bot.handlers import confirm


async def forget(update: Update, context: Context) -> None:
    """Ask, or erase and say so; nothing is kept, not even that they were here."""
    speaker = await reader(update, context)
    if confirm.says_yes(context.args or []):
        await answer(update, await confirm.forget(context, speaker))
    else:
        await confirm.ask(update, speaker.language, "forget")
