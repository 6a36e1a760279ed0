"""/history SOURCE: the versions and changes of a source."""

from telegram import Update

from bot import subscriber_messages
from bot.context import (
    Context,
    acknowledge,
    answer,
    answer_unknown_source,
    bot_context,
    number_of,
    off_loop,
    subscriber_of,
    tapped,
    today_of,
)
from bot.keyboards import of_source
from bot.messages import say
from monitor.source import Source

_CHANGES = 6


async def history(update: Update, context: Context) -> None:
    """Show the newest versions and changes of a source."""
    subscriber = await subscriber_of(update, context)
    word = " ".join(context.args or [])
    source = bot_context(context).source(word)
    if source:
        await _show(update, context, source)
    elif word:
        await answer_unknown_source(update, context, subscriber.language, word, "history_of")
    else:
        await answer(update, say(subscriber.language, "history_usage"))


async def history_tap(update: Update, context: Context) -> None:
    """Handle a button under a change: show the history of its source."""
    number = number_of("".join(tapped(update)))
    change = (
        await off_loop(bot_context(context).stores.history.change, number)
        if number is not None
        else None
    )
    source = bot_context(context).source(change.source_id) if change else None
    await acknowledge(update)
    if source:
        await _show(update, context, source)


async def history_of_tap(update: Update, context: Context) -> None:
    """Handle a button that names a source: show its history."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await _show(update, context, source)


async def _show(update: Update, context: Context, source: Source) -> None:
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    versions = await off_loop(services.stores.history.versions, source.id)
    changes = await off_loop(services.stores.history.changes, source_id=source.id, limit=_CHANGES)
    health = (await off_loop(services.stores.health.of, [source.id])).get(source.id)
    text = subscriber_messages.history(
        source, versions, changes, health, subscriber, today_of(subscriber, context)
    )
    await answer(update, text, of_source(source.id, subscriber.language))
