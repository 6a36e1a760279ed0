"""/unsubscribe TARGET|all: end one subscription or all."""

from telegram import Update

from bot.context import Context, answer, answer_unknown, bot_context, off_loop, subscriber_of
from bot.handlers import confirm
from bot.handlers.follow import end
from bot.handlers.subscriptions import subscriptions
from monitor.audience import Subscriber

_ALL = frozenset({"all", "everything", "全部", "所有"})


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
    target = bot_context(context).directory.find(word) or await _of_old(context, subscriber, word)
    if target is None:
        await answer_unknown(update, context, subscriber.language, word, "unfollow")
    else:
        await answer(update, *await end(context, subscriber, target))


async def _of_old(context: Context, subscriber: Subscriber, word: str) -> str | None:
    """Return the target of a subscription to what the catalogue no longer has, or None."""
    chosen = await off_loop(bot_context(context).stores.subscribers.subscriptions, subscriber.id)
    return word if word in {one.target for one in chosen} else None


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
        await answer(update, *await confirm.unsubscribe_all(context, subscriber))
