"""/mute TARGET 7d|off: send nothing on a target for a while."""

import re
from datetime import timedelta

from telegram import Update

from bot import subscriber_messages
from bot.context import (
    Context,
    acknowledge,
    answer,
    answer_unknown,
    bot_context,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.not_for_me import OF_SOURCE, show
from bot.messages import say
from bot.subscriber_messages import local
from monitor.audience import Subscriber

_SPAN = re.compile(r"(\d{1,3})(h|d|w|小时|天|周)", re.ASCII | re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 168, "小时": 1, "天": 24, "周": 168}
_LONGEST = timedelta(days=365)
_TAP_SPAN = timedelta(days=7)


async def mute(update: Update, context: Context) -> None:
    """Mute or unmute a target, or list what is muted."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    words = list(context.args or [])
    if not words:
        muted = await off_loop(services.stores.mutes.of, subscriber.id, services.clock())
        text = subscriber_messages.mutes(muted, subscriber, services.directory)
        await answer(update, f"{text}\n\n{say(subscriber.language, 'mute_usage')}")
        return
    is_off = len(words) > 1 and words[-1].casefold() == "off"
    span = span_of(words[-1]) if len(words) > 1 else _TAP_SPAN
    word = " ".join(words[:-1] if len(words) > 1 else words)
    target = services.directory.find(word)
    if target is None:
        await answer_unknown(update, context, subscriber.language, word)
    elif is_off:
        await off_loop(services.stores.mutes.unmute, subscriber.id, target)
        name = services.directory.name(target, subscriber.language)
        await answer(update, say(subscriber.language, "unmuted", target=name))
    elif span is None:
        await answer(update, say(subscriber.language, "mute_usage"))
    else:
        await answer(update, await _mute(context, subscriber, target, span))


async def mute_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: mute its source for a week."""
    subscriber = await subscriber_of(update, context)
    number = number_of("".join(tapped(update)))
    found = (
        await off_loop(bot_context(context).stores.history.change, number)
        if number is not None
        else None
    )
    await acknowledge(update, say(subscriber.language, "muted_tap") if found else "")
    if found:
        await _mute(context, subscriber, found.source_id, _TAP_SPAN)
        await show(update, context, subscriber, found, muted=OF_SOURCE)


async def mute_source_tap(update: Update, context: Context) -> None:
    """Handle a button under a source: mute it for a week."""
    subscriber = await subscriber_of(update, context)
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update, say(subscriber.language, "muted_tap") if source else "")
    if source:
        await _mute(context, subscriber, source.id, _TAP_SPAN)


def span_of(word: str) -> timedelta | None:
    """Parse a duration such as `7d`; None when it is none."""
    found = _SPAN.fullmatch(word)
    if found is None or not int(found[1]):
        return None
    return min(timedelta(hours=int(found[1]) * _HOURS[found[2].lower()]), _LONGEST)


async def _mute(context: Context, subscriber: Subscriber, target: str, span: timedelta) -> str:
    services = bot_context(context)
    until = services.clock() + span
    await off_loop(services.stores.mutes.mute, subscriber.id, target, until)
    name = services.directory.name(target, subscriber.language)
    date = local(until, subscriber)
    return say(subscriber.language, "muted", target=name, date=date, word=target)
