"""/severity information|affects|act: the least severity of which a subscriber is notified."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.messages import say
from monitor.audience import Subscriber
from monitor.language import option_named
from monitor.model import Severity


async def severity(update: Update, context: Context) -> None:
    """Set the least severity: all that is new, what affects the business, or what to act on."""
    subscriber = await subscriber_of(update, context)
    word = (context.args or [""])[0].casefold()
    wanted = least_severity(option_named(word) or word)
    reply = (
        await set_severity(context, subscriber, wanted)
        if wanted
        else say(subscriber.language, "severity_usage")
    )
    await answer(update, reply)


def least_severity(word: str) -> Severity | None:
    """Return the severity of a level or label that a subscriber may choose, or None."""
    return next((s for s in Severity if s and word in {s.label, s.level}), None)


async def set_severity(context: Context, subscriber: Subscriber, wanted: Severity) -> str:
    """Store the least severity; return the reply."""
    await off_loop(bot_context(context).stores.subscribers.set_min_severity, subscriber.id, wanted)
    return say(subscriber.language, f"severity_set_{wanted.level}")
