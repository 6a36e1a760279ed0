"""/quiet 22:00-08:00 [affects]|off: hours in which alerts are deferred."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.messages import say
from monitor.audience import Quiet, Subscriber
from monitor.language import about
from monitor.model import Severity
from monitor.quiet import parse_quiet

_OFF = frozenset({"off", "关闭", "关"})
_PASSES = frozenset({Severity.MAJOR.level, Severity.MAJOR.label})


async def quiet(update: Update, context: Context) -> None:
    """Set or end the quiet hours."""
    subscriber = await subscriber_of(update, context)
    words = [word.casefold() for word in context.args or []]
    options = about(subscriber.language)["options"]
    passes = bool(words) and options.get(words[-1], words[-1]) in _PASSES
    typed = "".join(words[:-1] if passes else words)
    quiet_hours = None if typed in _OFF else parse_quiet(typed, major_passes=passes)
    if quiet_hours is None and typed not in _OFF:
        await answer(update, say(subscriber.language, "quiet_usage"))
        return
    await answer(update, await set_quiet(context, subscriber, quiet_hours))


async def set_quiet(context: Context, subscriber: Subscriber, quiet_hours: Quiet | None) -> str:
    """Store the quiet hours; return the reply."""
    services = bot_context(context)
    await off_loop(
        services.stores.subscribers.set_quiet, subscriber.id, quiet_hours, services.clock()
    )
    if quiet_hours is None:
        return say(subscriber.language, "quiet_off")
    return say(
        subscriber.language,
        "quiet_set_major" if quiet_hours.major_passes else "quiet_set",
        start=f"{quiet_hours.start:%H:%M}",
        end=f"{quiet_hours.end:%H:%M}",
        zone=subscriber.timezone,
    )
