"""/latest [TARGET]: what changed lately."""

from telegram import Update

from bot import messages
from bot.context import BotContext, Context, answer, answer_unknown, bot_context, off_loop, reader
from monitor.model import Change
from monitor.targets import WORD, changed_text, mentions, targets_of
from monitor.vocabulary import categories

_COUNT = 10
# So far back it looks for targets that the database does not know as columns.
_LOOKED_AT = 500


async def latest(update: Update, context: Context) -> None:
    """The latest changes, of one target if it is named."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    target = bot_context(context).directory.find(word) if word else ""
    if target is None:
        await answer_unknown(update, context, speaker.language, word)
        return
    found = await off_loop(_find, bot_context(context), target)
    told = messages.latest(found, bot_context(context).directory.sources, speaker.language)
    await answer(update, told)


def _find(known: BotContext, target: str) -> list[Change]:
    if target in known.directory.sources:
        return known.stores.history.changes(source_id=target, limit=_COUNT)
    if not target or target in categories():
        return known.stores.history.changes(category=target, limit=_COUNT)
    newest = known.stores.history.changes(limit=_LOOKED_AT)
    return [change for change in newest if _concerns(known, change, target)][:_COUNT]


def _concerns(known: BotContext, change: Change, target: str) -> bool:
    if target.startswith(WORD):
        return mentions(target, changed_text(change))
    return target in targets_of(change, known.source(change.source_id))
