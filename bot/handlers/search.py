"""/search WORDS: find changes, and sources by name or text, that contain all the words."""

from collections.abc import Sequence

from telegram import Update

from bot import subscriber_messages
from bot.context import Context, answer, bot_context, off_loop, subscriber_of, today_of
from bot.messages import say
from monitor.language import languages
from monitor.search_words import beginnings
from monitor.source import Source
from monitor.wording import source_name

_MAX_WORDS = 8
_WORD_CHARS = 60
_CHANGES = 6
_RULES = 20


async def search(update: Update, context: Context) -> None:
    """Search the changes and the catalogue."""
    words = context.args or []
    if not words:
        subscriber = await subscriber_of(update, context)
        await answer(update, say(subscriber.language, "search_usage"))
        return
    await search_for(update, context, words)


async def search_for(
    update: Update, context: Context, typed: Sequence[str], quoted: str = ""
) -> None:
    """Search for words. `quoted`: what to quote, where they are taken out of a sentence."""
    subscriber = await subscriber_of(update, context)
    words = [word[:_WORD_CHARS] for word in typed[:_MAX_WORDS]]
    services = bot_context(context)
    changes = await off_loop(services.stores.history.search, words, _CHANGES)
    rules = await off_loop(services.stores.history.search_rules, words, _RULES)
    known = services.directory.sources
    by_name = [source for source in known.values() if _is_named(source, words)]
    by_text = [known[rule.source_id] for rule in rules if rule.source_id in known]
    sources = list({source.id: source for source in (*by_name, *by_text)}.values())
    text = subscriber_messages.found(
        quoted or " ".join(words),
        sources,
        changes,
        services.directory,
        subscriber.language,
        today_of(subscriber, context),
    )
    await answer(update, text)


def _is_named(source: Source, words: list[str]) -> bool:
    named = (source_name(source, source.id, spoken) for spoken in languages())
    names = " ".join([source.id, *named]).casefold()
    return all(any(one.casefold() in names for one in beginnings(word)) for word in words)
