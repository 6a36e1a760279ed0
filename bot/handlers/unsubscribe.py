"""/unsubscribe TARGET|all."""

from telegram import Update

from bot.context import Context, answer, answer_unknown, bot_context, off_loop, reader
from bot.handlers.subscriptions import subscriptions
from bot.messages import say

_ALL = frozenset({"all", "全部", "所有"})


async def unsubscribe(update: Update, context: Context) -> None:
    """Stop one subscription, or all."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    if not word:
        await subscriptions(update, context)
        return
    stop = bot_context(context).stores.subscribers.unsubscribe
    if word.casefold() in _ALL:
        await off_loop(stop, speaker.id, None)
        await answer(update, say(speaker.language, "unsubscribed_all"))
        return
    target = bot_context(context).directory.find(word)
    gone = await off_loop(stop, speaker.id, target or word)
    if not gone and target is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    name = bot_context(context).directory.name(target or word, speaker.language)
    key = "unsubscribed" if gone else "not_subscribed"
    await answer(update, say(speaker.language, key, target=name))
