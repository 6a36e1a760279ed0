"""/latest [CATEGORY|TOPIC|SOURCE]: what changed lately."""

import asyncio

from telegram import Update

from bot import messages
from bot.desk import Context, Desk, answer, answer_unknown, desk, reader
from monitor.model import Change
from monitor.vocabulary import categories

_COUNT = 10


async def latest(update: Update, context: Context) -> None:
    """The latest changes, of a category, topic or source if one is named."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    target = desk(context).target(word) if word else ""
    if target is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    found = await asyncio.to_thread(_find, desk(context), target)
    await answer(update, messages.latest(found, dict(desk(context).sources), speaker.language))


def _find(known: Desk, target: str) -> list[Change]:
    if target in known.sources:
        return known.history.changes(source_id=target, limit=_COUNT)
    if target in categories():
        return known.history.changes(category=target, limit=_COUNT)
    return known.history.changes(topic=target, limit=_COUNT)
