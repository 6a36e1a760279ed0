"""/unsubscribe TARGET|all: end one subscription or all."""

from telegram import Update

from bot.context import Context, answer, answer_unknown, bot_context, off_loop, subscriber_of
from bot.handlers import confirm
from bot.handlers.subscriptions import subscriptions
from bot.messages import say
from monitor.audience import Subscriber

_ALL = frozenset({"all", "全部", "所有"})


async def unsubscribe(update: Update, context: Context) -> None:
    """End one subscription, or all after a confirmation."""
    subscriber = await subscriber_of(update, context)
    words = context.args or []
    word = " ".join(words)
    if not word:
        await subscriptions(update, context)
        return
    is_sure = confirm.says_yes(words[1:])
    if " ".join(words[:-1] if is_sure else words).casefold() in _ALL:
        await _end_all(update, context, subscriber, is_sure=is_sure)
        return
    stop = bot_context(context).stores.subscribers.unsubscribe
    target = bot_context(context).directory.find(word)
    was_subscribed = await off_loop(stop, subscriber.id, target or word)
    if not was_subscribed and target is None:
        await answer_unknown(update, context, subscriber.language, word)
        return
    name = bot_context(context).directory.name(target or word, subscriber.language)
    key = "unsubscribed" if was_subscribed else "not_subscribed"
    await answer(update, say(subscriber.language, key, target=name))


async def _end_all(
    update: Update, context: Context, subscriber: Subscriber, *, is_sure: bool
) -> None:
    """End all subscriptions; ask for confirmation only when there are any."""
    subscribed = await off_loop(
        bot_context(context).stores.subscribers.subscriptions, subscriber.id
    )
    if subscribed and not is_sure:
        await confirm.ask(update, subscriber.language, "unsubscribe_all")
    else:
        await answer(update, await confirm.unsubscribe_all(context, subscriber))
