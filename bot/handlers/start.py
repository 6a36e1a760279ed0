"""/start [category or goods]: greet, and show what there is."""

import asyncio

from telegram import Update

from bot.desk import Context, answer, desk, reader
from bot.handlers.subscribe import begin
from bot.keyboards import choices
from bot.messages import say
from monitor.model import Rhythm


async def start(update: Update, context: Context) -> None:
    """Greet; a deep link's payload is subscribed to at once."""
    speaker = await reader(update, context)
    payload = (context.args or [""])[0]
    target = desk(context).target(payload) if payload else None
    if target:
        await begin(update, context, speaker, target, Rhythm.INSTANT)
        return
    subscribers = desk(context).subscribers
    chosen = {s.target for s in await asyncio.to_thread(subscribers.subscriptions, speaker.id)}
    keyboard = choices(chosen, speaker.language)
    await answer(update, say(speaker.language, "welcome"), keyboard)
