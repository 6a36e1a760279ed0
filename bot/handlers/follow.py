"""Buttons that follow a target or end it, bring back what was ended, and show a target's news."""

from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.handlers import latest, search
from bot.handlers.subscribe import begin
from bot.messages import Buttons, button_label, say
from bot.offers import target_of_data
from monitor.audience import Button, Frequency, Subscriber, Subscription


async def follow_tap(update: Update, context: Context) -> None:
    """Handle a button: follow its target, at once or daily."""
    subscriber = await subscriber_of(update, context)
    frequency, *rest = [*tapped(update), ""]
    target = target_of_data(":".join(rest[:-1]), bot_context(context).directory)
    await acknowledge(update)
    if target and frequency in set(Frequency):
        await begin(update, context, subscriber, target, Frequency(frequency))


async def unfollow_tap(update: Update, context: Context) -> None:
    """Handle a button: end one subscription."""
    subscriber = await subscriber_of(update, context)
    target = _target(update, context)
    await acknowledge(update)
    if target:
        text, buttons = await end(context, subscriber, target)
        await answer(update, text, buttons)


async def news_tap(update: Update, context: Context) -> None:
    """Handle a button: show the latest changes of its target."""
    target = _target(update, context)
    await acknowledge(update)
    if target:
        context.args = [target]
        await latest.latest(update, context)


async def find_tap(update: Update, context: Context) -> None:
    """Handle a button: search for its words."""
    await acknowledge(update)
    context.args = ":".join(tapped(update)).split()
    await search.search(update, context)


async def restore_tap(update: Update, context: Context) -> None:
    """Handle a button: bring back the subscriptions that were just ended."""
    subscriber = await subscriber_of(update, context)
    number = number_of("".join(tapped(update)))
    stores = bot_context(context).stores
    ended = await off_loop(stores.ended.take, number or 0, subscriber.id)
    await acknowledge(update)
    subscribe = stores.subscribers.subscribe
    for one in ended:
        await off_loop(subscribe, subscriber.id, one.target, one.frequency, one.min_severity)
    key = "restored" if ended else "not_restored"
    await edit(update, say(subscriber.language, key, count=len(ended)))


async def end(context: Context, subscriber: Subscriber, target: str) -> tuple[str, Buttons]:
    """End one subscription; return the reply, with a button that brings it back."""
    services, language = bot_context(context), subscriber.language
    name = services.directory.name(target, language)
    chosen = await off_loop(services.stores.subscribers.subscriptions, subscriber.id)
    ended = [one for one in chosen if one.target == target]
    if not ended:
        return say(language, "not_subscribed", target=name), ()
    await off_loop(services.stores.subscribers.unsubscribe, subscriber.id, target)
    undo = await undo_button(context, subscriber, ended)
    return say(language, "unsubscribed", target=name), undo


async def undo_button(
    context: Context, subscriber: Subscriber, ended: list[Subscription]
) -> Buttons:
    """Keep what was ended, and make the button that brings it back."""
    services = bot_context(context)
    number = await off_loop(services.stores.ended.keep, subscriber.id, ended, services.clock())
    label = button_label(subscriber.language, "restore")
    return ((Button(label=label, data=f"restore:{number}"),),)


def _target(update: Update, context: Context) -> str | None:
    return target_of_data(":".join(tapped(update)), bot_context(context).directory)
