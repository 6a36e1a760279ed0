"""/quiet 22:00-08:00 [affects]|off: hours in which alerts are deferred."""

from telegram import Update

from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say
from monitor.audience import Quiet, Subscriber
from monitor.language import about
from monitor.model import Severity
from monitor.quiet import parse_quiet

_OFF = frozenset({"off", "关闭", "关"})
_PASSES = frozenset({Severity.MAJOR.level, Severity.MAJOR.label})


async def quiet(update: Update, context: Context) -> None:
    """Set or end the quiet hours."""
    speaker = await reader(update, context)
    words = [word.casefold() for word in context.args or []]
    options = about(speaker.language)["options"]
    passes = bool(words) and options.get(words[-1], words[-1]) in _PASSES
    typed = "".join(words[:-1] if passes else words)
    wanted = None if typed in _OFF else parse_quiet(typed, major_passes=passes)
    if wanted is None and typed not in _OFF:
        await answer(update, say(speaker.language, "quiet_usage"))
        return
    await answer(update, await set_quiet(context, speaker, wanted))


async def set_quiet(context: Context, speaker: Subscriber, wanted: Quiet | None) -> str:
    """Store the quiet hours; return the reply."""
    services = bot_context(context)
    await off_loop(services.stores.subscribers.set_quiet, speaker.id, wanted, services.clock())
    if wanted is None:
        return say(speaker.language, "quiet_off")
    return say(
        speaker.language,
        "quiet_set_major" if wanted.major_passes else "quiet_set",
        start=f"{wanted.start:%H:%M}",
        end=f"{wanted.end:%H:%M}",
        zone=speaker.timezone,
    )
