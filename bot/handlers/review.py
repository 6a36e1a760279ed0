"""The buttons under a pending version: accept or refuse."""

from telegram import Update

from bot.context import Context, acknowledge, bot_context, tapped
from bot.handlers.operate import accept_source, refuse_source


async def accept_tap(update: Update, context: Context) -> None:
    """Handle a button: accept the pending version."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await accept_source(update, context, source)


async def refuse_tap(update: Update, context: Context) -> None:
    """Handle a button: refuse the pending version."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await refuse_source(update, context, source)
