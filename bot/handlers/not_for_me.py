"""Buttons under an alert: it is not for this subscriber; mute where it came from; undo both."""

from datetime import timedelta

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    bot_context,
    change_named,
    edit_buttons,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers.task import buttons_of
from monitor.audience import Subscriber
from monitor.language import message, texts
from monitor.model import Change
from monitor.vocabulary import goods, name_of

# A mute has an end; this one is meant for ever.
_FOR_EVER = timedelta(days=3_650)
OF_SOURCE = "source"


async def not_useful(update: Update, context: Context) -> None:
    """Store that the alert was not useful, and offer to mute its source or its goods."""
    subscriber = await subscriber_of(update, context)
    found = await change_named(context, "".join(tapped(update)))
    await acknowledge(update, texts("bot", subscriber.language)["thanks_dull"])
    if found:
        services = bot_context(context)
        note = services.stores.feedback.note
        await off_loop(note, found.id, subscriber.id, useful=False, now=services.clock())
        await show(update, context, subscriber, found, is_refused=True)


async def useful(update: Update, context: Context) -> None:
    """Take back that the alert was not useful."""
    subscriber = await subscriber_of(update, context)
    found = await change_named(context, "".join(tapped(update)))
    await acknowledge(update, texts("bot", subscriber.language)["refusal_undone"] if found else "")
    if found:
        withdraw = bot_context(context).stores.feedback.withdraw
        await off_loop(withdraw, found.id, subscriber.id)
        await show(update, context, subscriber, found)


async def no_goods(update: Update, context: Context) -> None:
    """Notify no more of goods: mute the topic, and keep the subscription for an undo."""
    subscriber = await subscriber_of(update, context)
    number, topic = [*tapped(update), "", ""][:2]
    found = await change_named(context, number) if topic in goods() else None
    name = name_of("topics", topic, subscriber.language) if found else ""
    toast = message("bot", subscriber.language, "muted_goods", topic=name) if found else ""
    await acknowledge(update, toast)
    if found:
        services = bot_context(context)
        until = services.clock() + _FOR_EVER
        await off_loop(services.stores.mutes.mute, subscriber.id, topic, until)
        await show(update, context, subscriber, found, muted=topic)


async def unmute(update: Update, context: Context) -> None:
    """Notify again of what was muted below this alert: its source, or goods."""
    subscriber = await subscriber_of(update, context)
    number, muted = [*tapped(update), "", ""][:2]
    found = await change_named(context, number) if muted in {OF_SOURCE, *goods()} else None
    await acknowledge(update, texts("bot", subscriber.language)["unmuted_tap"] if found else "")
    if found:
        target = found.source_id if muted == OF_SOURCE else muted
        await off_loop(bot_context(context).stores.mutes.unmute, subscriber.id, target)
        await show(update, context, subscriber, found)


async def show(
    update: Update,
    context: Context,
    subscriber: Subscriber,
    found: Change,
    *,
    is_refused: bool = False,
    muted: str = "",
) -> None:
    """Show the alert's buttons as it is now."""
    task = await off_loop(bot_context(context).stores.tasks.get, subscriber.id, found.id)
    buttons = buttons_of(context, subscriber, found, task, is_refused=is_refused, muted=muted)
    await edit_buttons(update, buttons)
