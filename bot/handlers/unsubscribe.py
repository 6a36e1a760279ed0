"""/unsubscribe CATEGORY|TOPIC|SOURCE|all."""

import asyncio

from telegram import Update

from bot.desk import Context, answer, answer_unknown, desk, reader
from bot.handlers.subscriptions import subscriptions
from bot.messages import say


async def unsubscribe(update: Update, context: Context) -> None:
    """Stop one subscription, or all."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    if not word:
        await subscriptions(update, context)
        return
    if word.lower() == "all":
        await asyncio.to_thread(desk(context).subscribers.unsubscribe, speaker.id, None)
        await answer(update, say(speaker.language, "unsubscribed_all"))
        return
    target = desk(context).target(word) or word
    gone = await asyncio.to_thread(desk(context).subscribers.unsubscribe, speaker.id, target)
    if not gone and desk(context).target(word) is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    name = desk(context).name_of_target(target, speaker.language)
    key = "unsubscribed" if gone else "not_subscribed"
    await answer(update, say(speaker.language, key, target=name))
