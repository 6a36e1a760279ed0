"""/export: everything stored about the subscriber, as a file."""

import json

from telegram import InputFile, Update

from bot.context import (
    Context,
    acknowledge,
    bot_context,
    chat_of,
    off_loop,
    subscriber_of,
    thread_of,
)
from bot.messages import say


async def export(update: Update, context: Context) -> None:
    """Send the subscriber's data as JSON."""
    subscriber = await subscriber_of(update, context)
    rows = await off_loop(bot_context(context).stores.personal.of, subscriber.id)
    content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    await acknowledge(update)
    await update.get_bot().send_document(
        chat_of(update).id,
        InputFile(content, filename="forewarn.json"),
        caption=say(subscriber.language, "export"),
        message_thread_id=thread_of(update) or None,
    )
