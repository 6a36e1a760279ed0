"""/language zh|en: set the language."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.messages import say
from monitor.audience import Subscriber
from monitor.language import Language, language_named


async def language(update: Update, context: Context) -> None:
    """Set the language of all messages to the subscriber."""
    subscriber = await subscriber_of(update, context)
    chosen = language_named(" ".join(context.args or []))
    if chosen is None:
        await answer(update, say(subscriber.language, "language_usage"))
        return
    await answer(update, await set_language(context, subscriber, chosen))


async def set_language(context: Context, subscriber: Subscriber, chosen: Language) -> str:
    """Store the language; return the reply in it."""
    await off_loop(bot_context(context).stores.subscribers.set_language, subscriber.id, chosen)
    return say(chosen, "language_set")
