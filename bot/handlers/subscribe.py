"""/subscribe CATEGORY|TOPIC|SOURCE [instant|daily], and the buttons."""

import asyncio

from telegram import Update
from telegram.error import BadRequest

from bot.desk import Context, answer, answer_unknown, desk, reader
from bot.keyboards import TOGGLE, choices
from bot.messages import say
from monitor.model import Rhythm, Subscriber
from monitor.vocabulary import categories, topics


async def subscribe(update: Update, context: Context) -> None:
    """Subscribe to what is named, or show what there is."""
    speaker = await reader(update, context)
    words = list(context.args or [])
    rhythm = Rhythm.INSTANT
    if words and words[-1].lower() in set(Rhythm):
        rhythm = Rhythm(words.pop().lower())
    if not words:
        await _show(update, context, speaker)
        return
    if target := desk(context).target(" ".join(words)):
        await begin(update, context, speaker, target, rhythm)
    elif len(words) > 1 and desk(context).target(" ".join(words[:-1])):
        await answer(update, say(speaker.language, "unknown_rhythm", rhythm=words[-1]))
    else:
        await answer_unknown(update, context, speaker.language, " ".join(words))


async def begin(
    update: Update, context: Context, speaker: Subscriber, target: str, rhythm: Rhythm
) -> None:
    """Store one subscription and say so."""
    await asyncio.to_thread(desk(context).subscribers.subscribe, speaker.id, target, rhythm)
    told = say(
        speaker.language,
        f"subscribed_{rhythm}",
        target=desk(context).name_of_target(target, speaker.language),
        hour=speaker.digest_hour,
        zone=speaker.timezone,
    )
    await answer(update, told)


async def toggle(update: Update, context: Context) -> None:
    """A button: choose, or choose no more."""
    query = update.callback_query
    if query is None:
        return
    speaker = await reader(update, context)
    target = (query.data or "").removeprefix(TOGGLE)
    subscribers = desk(context).subscribers
    if target in {*categories(), *(topic.id for topic in topics())}:
        gone = await asyncio.to_thread(subscribers.unsubscribe, speaker.id, target)
        if not gone:
            await asyncio.to_thread(subscribers.subscribe, speaker.id, target, Rhythm.INSTANT)
    await query.answer()
    chosen = {s.target for s in await asyncio.to_thread(subscribers.subscriptions, speaker.id)}
    try:
        await query.edit_message_reply_markup(choices(chosen, speaker.language))
    except BadRequest as error:
        # Two quick taps leave the keyboard as it was; Telegram calls that an error.
        if "not modified" not in str(error).lower():
            raise


async def _show(update: Update, context: Context, speaker: Subscriber) -> None:
    subscribers = desk(context).subscribers
    chosen = {s.target for s in await asyncio.to_thread(subscribers.subscriptions, speaker.id)}
    await answer(update, say(speaker.language, "choose"), choices(chosen, speaker.language))
