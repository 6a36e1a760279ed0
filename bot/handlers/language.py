"""/language zh|en."""

import asyncio

from telegram import Update

from bot.desk import Context, answer, desk, reader
from bot.messages import say
from monitor.model import Language

_NAMES = {
    "zh": Language.ZH,
    "中文": Language.ZH,
    "en": Language.EN,
    "english": Language.EN,
}


async def language(update: Update, context: Context) -> None:
    """Speak another language from now on."""
    speaker = await reader(update, context)
    wanted = _NAMES.get((context.args or [""])[0].lower())
    if wanted is None:
        await answer(update, say(speaker.language, "language_usage"))
        return
    await asyncio.to_thread(desk(context).subscribers.set_language, speaker.id, wanted)
    await answer(update, say(wanted, "language_set"))
