"""/health, /numbers, /sources, /accept, /refuse, /pause, /resume and /web, for operators."""

from datetime import timedelta

from telegram import Update

from bot import operator_messages
from bot.context import Context, answer, bot_context, chat_of, off_loop, reader
from bot.messages import say
from monitor.source import Source

_DAY = timedelta(days=1)
_PARKED = 5


async def health(update: Update, context: Context) -> None:
    """How all sources fare, what waits, and what cannot be sent."""
    speaker = await reader(update, context)
    services = bot_context(context)
    known = {one.source_id: one for one in await off_loop(services.stores.health.everything)}
    pending = await off_loop(services.stores.health.pending)
    parked = await off_loop(services.stores.outbox.parked, _PARKED)
    told = operator_messages.health(
        services.directory.sources, known, pending, parked, speaker, services.clock()
    )
    await answer(update, told)


async def numbers(update: Update, context: Context) -> None:
    """Subscribers, deliveries of a day, the queue and its age."""
    speaker = await reader(update, context)
    services = bot_context(context)
    tries = await off_loop(services.stores.outbox.attempts, services.clock() - _DAY)
    oldest = await off_loop(services.stores.outbox.oldest, services.clock())
    waiting = await off_loop(services.stores.outbox.waiting, services.clock())
    told = say(
        speaker.language,
        "operator_numbers",
        subscribers=await off_loop(services.stores.subscribers.count),
        sent=tries.get("sent", 0),
        failed=tries.get("failed", 0),
        dead=tries.get("dead", 0),
        waiting=sum(waiting.values()),
        age=str(services.clock() - oldest).partition(".")[0] if oldest else "0",
    )
    await answer(update, told)


async def sources(update: Update, context: Context) -> None:
    """The sources that are broken, or those of which a version waits."""
    speaker = await reader(update, context)
    services = bot_context(context)
    word = (context.args or [""])[0].lower()
    if word == "broken":
        known = {one.source_id: one for one in await off_loop(services.stores.health.everything)}
        told = operator_messages.broken(
            services.directory.sources, known, speaker, services.clock()
        )
        await answer(update, told)
    elif word == "pending":
        pending = await off_loop(services.stores.health.pending)
        await answer(
            update,
            operator_messages.pending(pending, speaker),
            operator_messages.pending_buttons(pending, speaker.language),
        )
    else:
        await answer(update, say(speaker.language, "operator_sources_usage"))


async def pause(update: Update, context: Context) -> None:
    """Leave a source alone."""
    services = bot_context(context)
    if source := await _named(update, context, "pause"):
        why = " ".join((context.args or [])[1:])[:300]
        await off_loop(services.stores.health.pause, source.id, why, services.clock())
        language = (await reader(update, context)).language
        await answer(update, say(language, "operator_paused", source=source.id))


async def resume(update: Update, context: Context) -> None:
    """Watch a source again."""
    services = bot_context(context)
    if source := await _named(update, context, "resume"):
        was = await off_loop(services.stores.health.resume, source.id, services.clock())
        language = (await reader(update, context)).language
        key = "operator_resumed" if was else "operator_not_paused"
        await answer(update, say(language, key, source=source.id))


async def accept(update: Update, context: Context) -> None:
    """Believe the version that waits."""
    if source := await _named(update, context, "accept"):
        await accept_source(update, context, source)


async def refuse(update: Update, context: Context) -> None:
    """Never believe the version that waits."""
    if source := await _named(update, context, "refuse"):
        await refuse_source(update, context, source)


async def accept_source(update: Update, context: Context, source: Source) -> None:
    """Record the version, and say what came of it."""
    services = bot_context(context)
    language = (await reader(update, context)).language
    result = await off_loop(services.tracker.accept, source, services.clock())
    if result is None:
        await answer(update, say(language, "operator_none_waits", source=source.id))
        return
    told = say(
        language,
        "operator_accepted",
        source=source.id,
        outcome=result.outcome,
        version=result.version or "-",
    )
    await answer(update, told)


async def refuse_source(update: Update, context: Context, source: Source) -> None:
    """Keep the last good version, and say so."""
    language = (await reader(update, context)).language
    was = await off_loop(bot_context(context).stores.health.refuse, source.id)
    key = "operator_refused" if was else "operator_none_waits"
    await answer(update, say(language, key, source=source.id))


async def web(update: Update, context: Context) -> None:
    """A link that signs this operator in to the web part, once."""
    language = (await reader(update, context)).language
    link = await off_loop(bot_context(context).sign_in_link, chat_of(update).id)
    key = "operator_web" if link else "operator_no_web"
    await answer(update, say(language, key, link=link))


async def _named(update: Update, context: Context, command: str) -> Source | None:
    word = (context.args or [""])[0]
    source = bot_context(context).source(word)
    if source is None:
        language = (await reader(update, context)).language
        await answer(update, say(language, "operator_source_usage", command=command))
    return source
