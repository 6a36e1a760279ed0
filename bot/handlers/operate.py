"""/health, /numbers, /sources, /accept, /refuse, /pause, /resume and /web, for operators."""

from datetime import timedelta

from telegram import Update

from bot import operator_messages
from bot.context import Context, answer, bot_context, chat_of, off_loop, subscriber_of
from bot.messages import say
from monitor.operators import operator_name
from monitor.source import Source
from storage.held_versions import accept_last

_DAY = timedelta(days=1)
_PARKED = 5


async def health(update: Update, context: Context) -> None:
    """Show the health of all sources, pending versions and parked messages."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    known = {one.source_id: one for one in await off_loop(services.stores.health.everything)}
    pending = await off_loop(services.stores.health.pending)
    parked = await off_loop(services.stores.outbox.parked, _PARKED)
    text = operator_messages.health(
        services.directory.sources, known, pending, parked, subscriber, services.clock()
    )
    await answer(update, text)


async def numbers(update: Update, context: Context) -> None:
    """Show the number of subscribers, the deliveries of a day, and the outbox and its age."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    attempts = await off_loop(services.stores.outbox.attempts, services.clock() - _DAY)
    oldest = await off_loop(services.stores.outbox.oldest, services.clock())
    waiting = await off_loop(services.stores.outbox.waiting, services.clock())
    text = say(
        subscriber.language,
        "operator_numbers",
        subscribers=await off_loop(services.stores.subscribers.count),
        sent=attempts.get("sent", 0),
        failed=attempts.get("failed", 0),
        dead=attempts.get("dead", 0),
        waiting=sum(waiting.values()),
        age=str(services.clock() - oldest).partition(".")[0] if oldest else "0",
    )
    await answer(update, text)


async def sources(update: Update, context: Context) -> None:
    """List the broken sources, or those with a pending version."""
    subscriber = await subscriber_of(update, context)
    services = bot_context(context)
    word = (context.args or [""])[0].lower()
    if word == "broken":
        known = {one.source_id: one for one in await off_loop(services.stores.health.everything)}
        text = operator_messages.broken(
            services.directory.sources, known, subscriber, services.clock()
        )
        await answer(update, text)
    elif word == "pending":
        pending = await off_loop(services.stores.health.pending)
        await answer(
            update,
            operator_messages.pending(pending, subscriber),
            operator_messages.pending_buttons(pending, subscriber.language),
        )
    else:
        await answer(update, say(subscriber.language, "operator_sources_usage"))


async def pause(update: Update, context: Context) -> None:
    """Pause the checks of a source."""
    services = bot_context(context)
    if source := await _named(update, context, "pause"):
        why = " ".join((context.args or [])[1:])[:300]
        if await off_loop(services.stores.health.pause, source.id, why, services.clock()):
            await record(update, context, "pause", source.id, why)
        language = (await subscriber_of(update, context)).language
        await answer(update, say(language, "operator_paused", source=source.id))


async def resume(update: Update, context: Context) -> None:
    """Resume the checks of a source."""
    services = bot_context(context)
    if source := await _named(update, context, "resume"):
        was = await off_loop(services.stores.health.resume, source.id, services.clock())
        if was:
            await record(update, context, "resume", source.id)
        language = (await subscriber_of(update, context)).language
        key = "operator_resumed" if was else "operator_not_paused"
        await answer(update, say(language, key, source=source.id))


async def accept(update: Update, context: Context) -> None:
    """Accept the pending version of a source."""
    if source := await _named(update, context, "accept"):
        await accept_source(update, context, source)


async def refuse(update: Update, context: Context) -> None:
    """Refuse the pending version of a source."""
    if source := await _named(update, context, "refuse"):
        await refuse_source(update, context, source)


async def accept_source(update: Update, context: Context, source: Source) -> None:
    """Record the pending version, and reply with the result."""
    services = bot_context(context)
    language = (await subscriber_of(update, context)).language
    quarantine = services.stores.quarantine
    result = await off_loop(accept_last, quarantine, services.tracker, source, services.clock())
    if result is None:
        await answer(update, say(language, "operator_none_waits", source=source.id))
        return
    await record(update, context, "accept", source.id, str(result.version or ""))
    text = say(
        language,
        "operator_accepted",
        source=source.id,
        outcome=result.outcome,
        version=result.version or "-",
    )
    await answer(update, text)


async def refuse_source(update: Update, context: Context, source: Source) -> None:
    """Discard the pending version, keep the last accepted one, and reply."""
    language = (await subscriber_of(update, context)).language
    quarantine = bot_context(context).stores.quarantine
    held = await off_loop(quarantine.held, source.id)
    was = held is not None and await off_loop(quarantine.refuse, source.id, held.text_sha256)
    if held and was:
        await record(update, context, "refuse", source.id, held.text_sha256)
    key = "operator_refused" if was else "operator_none_waits"
    await answer(update, say(language, key, source=source.id))


async def record(
    update: Update, context: Context, act: str, subject: str, detail: str = ""
) -> None:
    """Record what the operator who sent the update did."""
    services, user = bot_context(context), update.effective_user
    by = operator_name(user.id if user else chat_of(update).id)
    acts, at = services.stores.operator_acts, services.clock()
    await off_loop(acts.record, by=by, act=act, subject=subject, detail=detail, at=at)


async def web(update: Update, context: Context) -> None:
    """Send a link that signs this operator in to the web pages, once."""
    language = (await subscriber_of(update, context)).language
    link = await off_loop(bot_context(context).sign_in_link, chat_of(update).id)
    key = "operator_web" if link else "operator_no_web"
    await answer(update, say(language, key, link=link))


async def _named(update: Update, context: Context, command: str) -> Source | None:
    word = (context.args or [""])[0]
    source = bot_context(context).source(word)
    if source is None:
        language = (await subscriber_of(update, context)).language
        await answer(update, say(language, "operator_source_usage", command=command))
    return source
