"""The buttons under a version that waits: it is true, or it is not."""

from telegram import Update

from bot.context import Context, acknowledge, bot_context, tapped
from bot.handlers.operate import accept_source, refuse_source


async def accept_tap(update: Update, context: Context) -> None:
    """It is true."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await accept_source(update, context, source)


async def refuse_tap(update: Update, context: Context) -> None:
    """It is not."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await refuse_source(update, context, source)
