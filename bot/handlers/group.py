"""The pages of a message with many changes."""

from telegram import Update

from bot import messages
from bot.context import (
    Context,
    acknowledge,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
)


async def turn_group(update: Update, context: Context) -> None:
    """Handle a button: show another page of the message that was sent for an outbox row."""
    subscriber = await subscriber_of(update, context)
    numbers = [number_of(word) for word in tapped(update)]
    await acknowledge(update)
    if len(numbers) != 2 or numbers[0] is None:
        return
    services = bot_context(context)
    change_ids = await off_loop(services.stores.outbox.sent_with, numbers[0], subscriber.id)
    if not change_ids:
        return
    changes = await off_loop(services.stores.history.changes_of, change_ids, with_edits=False)
    pages = messages.group_pages(changes, services.directory.sources, subscriber.language)
    page = min(numbers[1] or 0, len(pages) - 1)
    link = services.changes_link({change.source_id for change in changes})
    buttons = messages.group_buttons(numbers[0], page, len(pages), subscriber.language, link)
    await edit(update, pages[page], buttons)
