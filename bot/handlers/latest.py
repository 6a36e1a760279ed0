"""/latest [CATEGORY]: what changed lately."""

import asyncio

from telegram import Update

from bot import messages
from bot.desk import Context, answer, answer_unknown, desk, reader
from monitor.model import Change
from monitor.vocabulary import categories
from storage.history import History

_COUNT = 10


async def latest(update: Update, context: Context) -> None:
    """The latest changes, of a category or topic if one is named."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    target = desk(context).target(word) if word else ""
    if target is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    found = await asyncio.to_thread(_find, desk(context).history, target)
    await answer(update, messages.latest(found, dict(desk(context).sources), speaker.language))


def _find(history: History, target: str) -> list[Change]:
    if target in categories():
        return history.changes(category=target, limit=_COUNT)
    return history.changes(topic=target, limit=_COUNT)
