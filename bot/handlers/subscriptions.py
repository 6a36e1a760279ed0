"""/subscriptions: list the subscriptions; a tap changes a frequency or ends one."""

from telegram import Update

from bot import reader_messages
from bot.context import Context, acknowledge, answer, bot_context, edit, off_loop, reader, tapped
from bot.keyboards import next_frequency, stops
from bot.messages import Buttons
from monitor.audience import Subscriber, Subscription
from monitor.targets import key_of


async def subscriptions(update: Update, context: Context) -> None:
    """List the subscriptions of the sender."""
    speaker = await reader(update, context)
    await answer(update, *await _list(context, speaker))


async def cycle(update: Update, context: Context) -> None:
    """Handle a tap on a subscription: set the next frequency."""
    speaker = await reader(update, context)
    await acknowledge(update)
    if one := await _tapped(update, context, speaker):
        subscribe = bot_context(context).stores.subscribers.subscribe
        await off_loop(
            subscribe, speaker.id, one.target, next_frequency(one.frequency), one.min_severity
        )
    await edit(update, *await _list(context, speaker))


async def stop(update: Update, context: Context) -> None:
    """Handle a tap on the cross: end the subscription."""
    speaker = await reader(update, context)
    await acknowledge(update)
    if one := await _tapped(update, context, speaker):
        await off_loop(bot_context(context).stores.subscribers.unsubscribe, speaker.id, one.target)
    await edit(update, *await _list(context, speaker))


async def _tapped(update: Update, context: Context, speaker: Subscriber) -> Subscription | None:
    key = "".join(tapped(update))
    chosen = await off_loop(bot_context(context).stores.subscribers.subscriptions, speaker.id)
    return next((one for one in chosen if key_of(one.target) == key), None)


async def _list(context: Context, speaker: Subscriber) -> tuple[str, Buttons]:
    services = bot_context(context)
    chosen = await off_loop(services.stores.subscribers.subscriptions, speaker.id)
    muted = await off_loop(services.stores.mutes.of, speaker.id, services.clock())
    text = reader_messages.subscriptions(chosen, muted, speaker, services.directory)
    link = await off_loop(services.choices_link, speaker)
    return text, stops(chosen, services.directory, speaker.language, link)
