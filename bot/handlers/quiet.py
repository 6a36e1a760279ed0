"""/quiet 22:00-08:00 [affects]|off: hours in which alerts are deferred."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, subscriber_of
from bot.keyboards import rows
from bot.messages import Buttons, button_label, say
from monitor.audience import Button, Quiet, Subscriber
from monitor.language import option_named
from monitor.model import Severity
from monitor.quiet import parse_quiet
from monitor.zone_names import zone_name

_OFF = frozenset({"off", "none", "关闭", "关", "取消", "不要"})
_PASSES = frozenset({Severity.MAJOR.level, Severity.MAJOR.label})


async def quiet(update: Update, context: Context) -> None:
    """Set or end the quiet hours."""
    subscriber = await subscriber_of(update, context)
    words = [word.casefold() for word in context.args or []]
    passes = bool(words) and (option_named(words[-1]) or words[-1]) in _PASSES
    typed = " ".join(words[:-1] if passes else words)
    quiet_hours = None if typed in _OFF else parse_quiet(typed, major_passes=passes)
    if quiet_hours is None and typed not in _OFF:
        await answer(update, say(subscriber.language, "quiet_usage"), _buttons(subscriber))
        return
    await answer(update, await set_quiet(context, subscriber, quiet_hours))


def _buttons(subscriber: Subscriber) -> Buttons:
    """Offer the hours that most want, so that nothing need be typed."""
    names = (("quiet", "22:00-08:00"), ("quiet_off", "off"))
    return rows(
        [
            Button(label=button_label(subscriber.language, name), data=f"set:quiet:{hours}")
            for name, hours in names
        ]
    )


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
        zone=zone_name(subscriber.timezone, subscriber.language),
    )
