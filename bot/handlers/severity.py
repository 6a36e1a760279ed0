"""/severity minor|major: how serious a change must be to be told."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say
from monitor.audience import Subscriber
from monitor.language import about
from monitor.model import Severity


async def severity(update: Update, context: Context) -> None:
    """Tell all that is worth knowing, or serious changes only."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0].casefold()
    option = about(speaker.language)["options"].get(word, word)
    if option not in {"minor", "major"}:
        await answer(update, say(speaker.language, "severity_usage"))
        return
    await answer(update, await set_severity(context, speaker, str(option)))


async def set_severity(context: Context, speaker: Subscriber, word: str) -> str:
    """Store it; what to say of it."""
    await off_loop(
        bot_context(context).stores.subscribers.set_min_severity, speaker.id, Severity.parse(word)
    )
    return say(speaker.language, f"severity_set_{word}")
