"""/severity minor|major: the least severity of which a subscriber is notified."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.messages import say
from monitor.audience import Subscriber
from monitor.language import about
from monitor.model import Severity


async def severity(update: Update, context: Context) -> None:
    """Set the least severity: minor and major changes, or major ones only."""
    subscriber = await subscriber_of(update, context)
    word = (context.args or [""])[0].casefold()
    option = about(subscriber.language)["options"].get(word, word)
    if option not in {"minor", "major"}:
        await answer(update, say(subscriber.language, "severity_usage"))
        return
    await answer(update, await set_severity(context, subscriber, str(option)))


async def set_severity(context: Context, subscriber: Subscriber, word: str) -> str:
    """Store the least severity; return the reply."""
    await off_loop(
        bot_context(context).stores.subscribers.set_min_severity,
        subscriber.id,
        Severity.parse(word),
    )
    return say(subscriber.language, f"severity_set_{word}")
