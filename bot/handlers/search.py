"""/search WORDS: changes and sources that hold all the words."""

from telegram import Update

from bot import reader_messages
from bot.desk import Context, answer, desk, off_loop, reader
from bot.messages import say
from monitor.language import languages
from monitor.source import Source
from monitor.wording import source_name

_MOST_WORDS = 8
_WORD_CHARS = 60
_CHANGES = 6


async def search(update: Update, context: Context) -> None:
    """Look through what changed and through the catalogue."""
    speaker = await reader(update, context)
    words = [word[:_WORD_CHARS] for word in (context.args or [])[:_MOST_WORDS]]
    if not words:
        await answer(update, say(speaker.language, "search_usage"))
        return
    at = desk(context)
    changes = await off_loop(at.history.search, words, _CHANGES)
    sources = [source for source in at.directory.sources.values() if _is_named(source, words)]
    told = reader_messages.found(" ".join(words), sources, changes, at.directory, speaker.language)
    await answer(update, told)


def _is_named(source: Source, words: list[str]) -> bool:
    names = " ".join(
        [source.id, *(source_name(source, source.id, spoken) for spoken in languages())]
    )
    return all(word.casefold() in names.casefold() for word in words)
