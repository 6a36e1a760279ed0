"""/change ID: one change in full."""

import asyncio

from telegram import Update

from bot import messages
from bot.desk import Context, answer, desk, reader
from bot.messages import say

_MOST_DIGITS = 15


async def change(update: Update, context: Context) -> None:
    """Every edit of one change."""
    speaker = await reader(update, context)
    word = (context.args or [""])[0].lstrip("#")
    if not (word.isdecimal() and word.isascii() and len(word) <= _MOST_DIGITS):
        await answer(update, say(speaker.language, "change_usage"))
        return
    found = await asyncio.to_thread(desk(context).history.change, int(word))
    if found is None:
        await answer(update, say(speaker.language, "change_unknown", id=word))
        return
    source = desk(context).sources.get(found.source_id)
    for part in messages.change_in_full(found, source, speaker.language):
        await answer(update, part)
    others = await asyncio.to_thread(desk(context).events.others, found.id)
    if others:
        await answer(update, messages.also_told(others, desk(context).sources, speaker.language))
