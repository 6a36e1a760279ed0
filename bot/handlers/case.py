"""/case NUMBER: one lawsuit, by its number here or by its docket; /cases: those that go on."""

from telegram import Update

from bot import case_messages
from bot.context import (
    BotContext,
    Context,
    answer,
    bot_context,
    number_of,
    off_loop,
    subscriber_of,
)
from bot.messages import say
from monitor.cases import Case
from storage.queries.cases import CaseFilter

_COUNT = 10
_MAX_WORDS = 8
_WORD_CHARS = 60


async def case(update: Update, context: Context) -> None:
    """Show a case, typed as /case 12, /case 1:26-cv-04211, or tapped as /case_12."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    tapped_number = context.matches[0][1] if context.matches else ""
    typed = tapped_number or " ".join(context.args or [])[:_WORD_CHARS]
    if not typed:
        await answer(update, say(subscriber.language, "case_usage"))
        return
    found = await off_loop(_find, services, typed)
    if not found:
        await answer(update, say(subscriber.language, "case_unknown", typed=typed))
    elif len(found) > 1:
        await answer(update, case_messages.listed(found, subscriber.language))
    else:
        entries = await off_loop(services.stores.cases.entries, found[0].id)
        sources = services.directory.sources
        today = services.clock().date()
        text = case_messages.full(found[0], entries, sources, subscriber.language, today)
        await answer(update, text)


async def cases(update: Update, context: Context) -> None:
    """List the newest cases that go on; with words, those that all of them name."""
    subscriber = await subscriber_of(update, context)
    words = tuple(word[:_WORD_CHARS] for word in (context.args or [])[:_MAX_WORDS])
    chosen = CaseFilter(words=words, is_open=not words)
    found = await off_loop(bot_context(context).stores.cases.updated, chosen, _COUNT)
    await answer(update, case_messages.listed(found, subscriber.language))


def _find(services: BotContext, typed: str) -> list[Case]:
    """Return the case of a number, or the cases of a docket: two courts may use one number."""
    stores = services.stores
    number = number_of(typed)
    if number is None:
        return stores.cases.of_docket(typed)
    found = stores.cases.get(number)
    return [found] if found else []
