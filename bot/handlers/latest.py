"""/latest [CATEGORY]: what changed lately."""

import asyncio
from functools import partial

from telegram import Update

from bot import messages
from bot.desk import Context, answer, answer_unknown, desk, reader
from monitor.vocabulary import categories

_COUNT = 10


async def latest(update: Update, context: Context) -> None:
    """The latest changes, of a category or topic if one is named."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    target = desk(context).target(word) if word else ""
    if target is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    field = "category" if target in categories() else "topic"
    find = partial(desk(context).history.changes, limit=_COUNT, **{field: target})
    found = await asyncio.to_thread(find)
    await answer(
        update, messages.latest(found, dict(desk(context).sources), speaker.language)
    )
