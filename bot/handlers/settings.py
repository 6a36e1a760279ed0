"""/settings: set severity, quiet hours, digest and language by button."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot import keyboards, subscriber_messages
from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.digest import set_empty, set_frequency
from bot.handlers.language import set_language
from bot.handlers.quiet import set_quiet
from bot.handlers.severity import least_severity, set_severity
from monitor.audience import Frequency, Subscriber
from monitor.language import Language, codes
from monitor.parsing.numbers import read_whole
from monitor.quiet import parse_quiet


async def settings(update: Update, context: Context) -> None:
    """Show the settings."""
    subscriber = await subscriber_of(update, context)
    await answer(update, subscriber_messages.settings(subscriber), keyboards.settings(subscriber))


async def set_tap(update: Update, context: Context) -> None:
    """Handle a button: change one setting, and show all as they are now."""
    subscriber = await subscriber_of(update, context)
    name, _, value = ":".join(tapped(update)).partition(":")
    change = _CHANGES.get(name)
    await acknowledge(update)
    if change:
        await change(context, subscriber, value)
    updated = await off_loop(bot_context(context).stores.subscribers.get, subscriber.id)
    if updated:
        await edit(update, subscriber_messages.settings(updated), keyboards.settings(updated))


async def _severity(context: Context, subscriber: Subscriber, value: str) -> None:
    if wanted := least_severity(value):
        await set_severity(context, subscriber, wanted)


async def _quiet(context: Context, subscriber: Subscriber, value: str) -> None:
    hours = parse_quiet(value)
    if hours or value == "off":
        await set_quiet(context, subscriber, hours)


async def _digest(context: Context, subscriber: Subscriber, value: str) -> None:
    if value == "empty":
        await set_empty(context, subscriber, enabled=not subscriber.digest_empty)
        return
    name, _, typed = value.partition(":")
    hour = read_whole(typed, 0, 23) if typed else subscriber.digest_hour
    if name in {Frequency.DAILY, Frequency.WEEKLY} and isinstance(hour, int):
        await set_frequency(context, subscriber, Frequency(name), hour)


async def _language(context: Context, subscriber: Subscriber, value: str) -> None:
    if value in codes():
        await set_language(context, subscriber, Language(value))


_CHANGES: dict[str, Callable[[Context, Subscriber, str], Awaitable[None]]] = {
    "severity": _severity,
    "quiet": _quiet,
    "digest": _digest,
    "language": _language,
}
