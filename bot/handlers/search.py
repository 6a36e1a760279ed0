"""/search WORDS: changes, and sources by their name or their text, that hold all the words."""

from telegram import Update

from bot import reader_messages
from bot.context import Context, answer, bot_context, off_loop, reader
from bot.messages import say
from monitor.language import languages
from monitor.source import Source
from monitor.wording import source_name

_MOST_WORDS = 8
_WORD_CHARS = 60
_CHANGES = 6
_RULES = 20


async def search(update: Update, context: Context) -> None:
    """Look through what changed and through the catalogue."""
    speaker = await reader(update, context)
    words = [word[:_WORD_CHARS] for word in (context.args or [])[:_MOST_WORDS]]
    if not words:
        await answer(update, say(speaker.language, "search_usage"))
        return
    services = bot_context(context)
    changes = await off_loop(services.stores.history.search, words, _CHANGES)
    rules = await off_loop(services.stores.history.search_rules, words, _RULES)
    known = services.directory.sources
    named = [source for source in known.values() if _is_named(source, words)]
    holding = [known[rule.source_id] for rule in rules if rule.source_id in known]
    sources = list({source.id: source for source in (*named, *holding)}.values())
    told = reader_messages.found(
        " ".join(words), sources, changes, services.directory, speaker.language
    )
    await answer(update, told)


def _is_named(source: Source, words: list[str]) -> bool:
    names = " ".join(
        [source.id, *(source_name(source, source.id, spoken) for spoken in languages())]
    )
    return all(word.casefold() in names.casefold() for word in words)
