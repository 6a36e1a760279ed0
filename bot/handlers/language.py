"""/language zh|en: set the language."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say
from monitor.audience import Subscriber
from monitor.language import Language, language_named


async def language(update: Update, context: Context) -> None:
    """Set the language of all messages to the subscriber."""
    speaker = await reader(update, context)
    wanted = language_named(" ".join(context.args or []))
    if wanted is None:
        await answer(update, say(speaker.language, "language_usage"))
        return
    await answer(update, await set_language(context, speaker, wanted))


async def set_language(context: Context, speaker: Subscriber, wanted: Language) -> str:
    """Store the language; return the reply in it."""
    await off_loop(bot_context(context).stores.subscribers.set_language, speaker.id, wanted)
    return say(wanted, "language_set")
