"""/latest [TARGET]: the latest changes."""

from telegram import Update

from bot import messages
from bot.context import (
    BotContext,
    Context,
    answer,
    answer_unknown,
    bot_context,
    off_loop,
    subscriber_of,
)
from monitor.model import Change
from monitor.targets import WORD, changed_text, matches, mentions, targets_of
from monitor.vocabulary import categories

_COUNT = 10
# How many changes to search for a target that is no column of the database.
_MAX_SEARCHED = 500


async def latest(update: Update, context: Context) -> None:
    """Show the latest changes, only of one target if it is named."""
    subscriber = await subscriber_of(update, context)
    word = " ".join(context.args or [])
    target = bot_context(context).directory.find(word) if word else ""
    if target is None:
        await answer_unknown(update, context, subscriber.language, word, "news")
        return
    changes = await off_loop(_find, bot_context(context), target)
    text = messages.latest(changes, bot_context(context).directory.sources, subscriber.language)
    await answer(update, text)


def _find(services: BotContext, target: str) -> list[Change]:
    if target in services.directory.sources:
        return services.stores.history.changes(source_id=target, limit=_COUNT)
    if not target or target in categories():
        return services.stores.history.changes(category=target, limit=_COUNT)
    newest = services.stores.history.changes(limit=_MAX_SEARCHED)
    return [change for change in newest if _concerns(services, change, target)][:_COUNT]


def _concerns(services: BotContext, change: Change, target: str) -> bool:
    if target.startswith(WORD):
        return mentions(target, changed_text(change))
    return matches(target, targets_of(change, services.source(change.source_id)))
