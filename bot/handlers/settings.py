"""/settings: set severity, quiet hours, digest and language by button."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot import keyboards, reader_messages
from bot.context import Context, acknowledge, answer, bot_context, edit, off_loop, reader, tapped
from bot.handlers.digest import set_empty, set_frequency
from bot.handlers.language import set_language
from bot.handlers.quiet import set_quiet
from bot.handlers.severity import least_severity, set_severity
from monitor.audience import Frequency, Subscriber
from monitor.language import Language, codes
from monitor.quiet import parse_quiet


async def settings(update: Update, context: Context) -> None:
    """Show the settings."""
    speaker = await reader(update, context)
    await answer(update, reader_messages.settings(speaker), keyboards.settings(speaker))


async def set_tap(update: Update, context: Context) -> None:
    """Handle a button: change one setting, and show all as they are now."""
    speaker = await reader(update, context)
    name, _, value = ":".join(tapped(update)).partition(":")
    change = _CHANGES.get(name)
    await acknowledge(update)
    if change:
        await change(context, speaker, value)
    updated = await off_loop(bot_context(context).stores.subscribers.get, speaker.id)
    if updated:
        await edit(update, reader_messages.settings(updated), keyboards.settings(updated))


async def _severity(context: Context, speaker: Subscriber, value: str) -> None:
    if wanted := least_severity(value):
        await set_severity(context, speaker, wanted)


async def _quiet(context: Context, speaker: Subscriber, value: str) -> None:
    hours = parse_quiet(value)
    if hours or value == "off":
        await set_quiet(context, speaker, hours)


async def _digest(context: Context, speaker: Subscriber, value: str) -> None:
    if value == "empty":
        await set_empty(context, speaker, wanted=not speaker.digest_empty)
    elif value in {Frequency.DAILY, Frequency.WEEKLY}:
        await set_frequency(context, speaker, Frequency(value), speaker.digest_hour)


async def _language(context: Context, speaker: Subscriber, value: str) -> None:
    if value in codes():
        await set_language(context, speaker, Language(value))


_CHANGES: dict[str, Callable[[Context, Subscriber, str], Awaitable[None]]] = {
    "severity": _severity,
    "quiet": _quiet,
    "digest": _digest,
    "language": _language,
}
