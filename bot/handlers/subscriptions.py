"""/subscriptions: list the subscriptions; a tap changes a frequency or ends one."""

from telegram import Update

from bot import subscriber_messages
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
from bot.handlers.follow import end
from bot.keyboards import next_frequency, subscription_buttons
from bot.messages import Buttons
from monitor.audience import Subscriber, Subscription
from monitor.targets import key_of


async def subscriptions(update: Update, context: Context) -> None:
    """List the subscriptions of the sender."""
    subscriber = await subscriber_of(update, context)
    await answer(update, *await listed(context, subscriber))


async def cycle(update: Update, context: Context) -> None:
    """Handle a tap on a subscription: set the next frequency."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    if one := await _tapped(update, context, subscriber):
        subscribe = bot_context(context).stores.subscribers.subscribe
        await off_loop(
            subscribe, subscriber.id, one.target, next_frequency(one.frequency), one.min_severity
        )
    await edit(update, *await listed(context, subscriber))


async def stop(update: Update, context: Context) -> None:
    """Handle a tap on the cross: end the subscription."""
    subscriber = await subscriber_of(update, context)
    await acknowledge(update)
    undo: Buttons = ()
    if one := await _tapped(update, context, subscriber):
        _, undo = await end(context, subscriber, one.target)
    text, buttons = await listed(context, subscriber)
    await edit(update, text, (*undo, *buttons))


async def _tapped(update: Update, context: Context, subscriber: Subscriber) -> Subscription | None:
    key = "".join(tapped(update))
    chosen = await off_loop(bot_context(context).stores.subscribers.subscriptions, subscriber.id)
    return next((one for one in chosen if key_of(one.target) == key), None)


async def listed(context: Context, subscriber: Subscriber) -> tuple[str, Buttons]:
    """Return the list of a subscriber's subscriptions, with its buttons."""
    services = bot_context(context)
    chosen = await off_loop(services.stores.subscribers.subscriptions, subscriber.id)
    muted = await off_loop(services.stores.mutes.of, subscriber.id, services.clock())
    text = subscriber_messages.subscriptions(chosen, muted, subscriber, services.directory)
    link = await off_loop(services.choices_link, subscriber)
    return text, subscription_buttons(chosen, services.directory, subscriber.language, link)
