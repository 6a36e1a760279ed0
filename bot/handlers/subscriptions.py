"""/subscriptions: what was chosen; a tap changes a rhythm or ends a subscription."""

from telegram import Update

from bot import reader_messages
from bot.desk import Context, answer, desk, edit, nod, off_loop, reader, tapped
from bot.keyboards import next_rhythm, stops
from bot.messages import Buttons
from monitor.audience import Subscriber, Subscription
from monitor.targets import key_of


async def subscriptions(update: Update, context: Context) -> None:
    """List the speaker's subscriptions."""
    speaker = await reader(update, context)
    await answer(update, *await _told(context, speaker))


async def cycle(update: Update, context: Context) -> None:
    """A tap on a subscription: the next rhythm."""
    speaker = await reader(update, context)
    if one := await _tapped(update, context, speaker):
        subscribe = desk(context).subscribers.subscribe
        await off_loop(subscribe, speaker.id, one.target, next_rhythm(one.rhythm), one.least)
    await nod(update)
    await edit(update, *await _told(context, speaker))


async def stop(update: Update, context: Context) -> None:
    """A tap on the cross: no more of it."""
    speaker = await reader(update, context)
    if one := await _tapped(update, context, speaker):
        await off_loop(desk(context).subscribers.unsubscribe, speaker.id, one.target)
    await nod(update)
    await edit(update, *await _told(context, speaker))


async def _tapped(update: Update, context: Context, speaker: Subscriber) -> Subscription | None:
    key = "".join(tapped(update))
    wanted = await off_loop(desk(context).subscribers.subscriptions, speaker.id)
    return next((one for one in wanted if key_of(one.target) == key), None)


async def _told(context: Context, speaker: Subscriber) -> tuple[str, Buttons]:
    at = desk(context)
    wanted = await off_loop(at.subscribers.subscriptions, speaker.id)
    muted = await off_loop(at.mutes.of, speaker.id, at.clock())
    told = reader_messages.subscriptions(wanted, muted, speaker, at.directory)
    link = await off_loop(at.choices_link, speaker)
    return told, stops(wanted, at.directory, speaker.language, link)
