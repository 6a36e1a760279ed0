"""/timezone PLACE: set the time zone of the subscriber."""

from telegram import Update

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
from bot.keyboards import rows
from bot.messages import Buttons, say
from monitor.audience import Button, Subscriber
from monitor.language import Language
from monitor.parsing.times import zones
from monitor.zone_names import zone_name, zones_named

_MOST = 8
# What most sellers choose, so that nothing need be typed.
_OFFERED = (
    "Asia/Shanghai",
    "America/New_York",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "UTC",
)


async def timezone(update: Update, context: Context) -> None:
    """Set the time zone that decides when the subscriber's day begins; ask which if several fit."""
    subscriber = await subscriber_of(update, context)
    found = await off_loop(zones_named, " ".join(context.args or []))
    if len(found) == 1:
        await answer(update, await _set(context, subscriber, found[0]))
    else:
        key = "timezone_which" if found else "timezone_usage"
        buttons = _buttons(found[:_MOST] or _OFFERED, subscriber.language)
        await answer(update, say(subscriber.language, key), buttons)


async def zone_tap(update: Update, context: Context) -> None:
    """Handle a button: set its zone."""
    subscriber = await subscriber_of(update, context)
    zone = ":".join(tapped(update))
    await acknowledge(update)
    if zone in await off_loop(zones):
        await edit(update, await _set(context, subscriber, zone))


async def _set(context: Context, subscriber: Subscriber, zone: str) -> str:
    await off_loop(bot_context(context).stores.subscribers.set_timezone, subscriber.id, zone)
    name = zone_name(zone, subscriber.language)
    return say(subscriber.language, "timezone_set", zone=name, hour=subscriber.digest_hour)


def _buttons(offered: tuple[str, ...], language: Language) -> Buttons:
    return rows([Button(label=zone_name(zone, language), data=f"zone:{zone}") for zone in offered])
