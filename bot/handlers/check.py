"""/check SOURCE: check a source now, and show the progress."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from telegram import Message, Update
from telegram.error import RetryAfter

from bot import alerts, messages, own_names
from bot.alert_context import alert_context, notified_of
from bot.context import (
    Context,
    acknowledge,
    answer,
    answer_unknown_source,
    bot_context,
    off_loop,
    rewrite,
    subscriber_of,
    tapped,
    today_of,
)
from bot.group_messages import Group, group
from bot.messages import Buttons, say
from bot.pacer import seconds
from bot.subscriber_messages import local
from monitor import audience
from monitor.audience import AlertContext, ChannelName, PendingMessage, Subscriber
from monitor.model import Change
from monitor.source import Source
from monitor.watchlist import NameMatch
from storage.jobs.crawl_jobs import CrawlJob, Origin

# Do not fetch a page again that was checked on demand this recently.
_RECENT = timedelta(minutes=5)
_MAX_PER_HOUR = 20
_POLL_SECONDS = 0.5
_EDIT_EVERY_SECONDS = 4.0
_LONGEST_WAIT_SECONDS = 180.0


async def check(update: Update, context: Context) -> None:
    """Crawl one source on demand; one message shows the progress and then the result."""
    subscriber = await subscriber_of(update, context)
    word = " ".join(context.args or [])
    source = bot_context(context).source(word)
    if source:
        await _check(update, context, subscriber, source)
    elif word:
        await answer_unknown_source(update, context, subscriber.language, word, "check")
    else:
        await answer(update, say(subscriber.language, "check_usage"))


async def check_tap(update: Update, context: Context) -> None:
    """Handle a button under a source: check it now."""
    source = bot_context(context).directory.source_of_key("".join(tapped(update)))
    await acknowledge(update)
    if source:
        await _check(update, context, await subscriber_of(update, context), source)


async def _check(update: Update, context: Context, subscriber: Subscriber, source: Source) -> None:
    language = subscriber.language
    name = bot_context(context).directory.name(source.id, language)
    if not source.enabled:
        await answer(update, say(language, "check_disabled", source=name, note=source.note))
    elif source.id in await off_loop(bot_context(context).stores.health.paused):
        await answer(update, say(language, "check_paused", source=name))
    elif recent := await _recent(context, source):
        text = say(language, "check_recent", source=name)
        await answer(update, f"{text}\n{await _result(context, recent, source, subscriber)}")
    elif await _has_too_many_requests(context, subscriber):
        await answer(update, say(language, "check_often", count=_MAX_PER_HOUR))
    else:
        services = bot_context(context)
        job_id = await off_loop(
            services.stores.jobs.request, source.id, subscriber.id, services.clock()
        )
        shown = await answer(update, say(language, "check_started", source=name))
        await _follow(context, job_id, source, subscriber, shown)


async def _recent(context: Context, source: Source) -> CrawlJob | None:
    since = bot_context(context).clock() - _RECENT
    return await off_loop(bot_context(context).stores.jobs.last_of, source.id, Origin.CHAT, since)


async def _has_too_many_requests(context: Context, subscriber: Subscriber) -> bool:
    since = bot_context(context).clock() - timedelta(hours=1)
    return (
        await off_loop(bot_context(context).stores.jobs.count_requests, subscriber.id, since)
        >= _MAX_PER_HOUR
    )


async def _follow(
    context: Context, job_id: int, source: Source, subscriber: Subscriber, shown: Message
) -> None:
    """Edit the message until the check has a result, or until it takes too long."""
    name = bot_context(context).directory.name(source.id, subscriber.language)
    waited = edited_at = 0.0
    while waited < _LONGEST_WAIT_SECONDS:
        (job,) = await off_loop(bot_context(context).stores.jobs.get, [job_id])
        if job.result:
            await _show_result(context, job, source, subscriber, shown)
            return
        if waited - edited_at >= _EDIT_EVERY_SECONDS:
            edited_at = waited
            running = say(subscriber.language, "check_running", source=name, seconds=round(waited))
            await _edit(shown, running)
        await asyncio.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
    await _edit(shown, say(subscriber.language, "check_slow", source=name))


async def _show_result(
    context: Context, job: CrawlJob, source: Source, subscriber: Subscriber, shown: Message
) -> None:
    """Show the result; if alerts of the source are pending for the sender, show them instead."""
    text = await _result(context, job, source, subscriber)
    services = bot_context(context)
    pending: list[PendingMessage] = []
    if job.result and job.result.change is not None:
        pending = await off_loop(
            services.stores.outbox.claim_alerts, source.id, subscriber.id, services.clock()
        )
    changes = await off_loop(
        services.stores.history.changes_of, [one.change_id or 0 for one in pending]
    )
    if not changes:
        await _edit(shown, text)
        return
    numbers = [change.id for change in changes]
    matches = await off_loop(services.stores.watchlists.matches, subscriber.id, numbers)
    first, chat = changes[0], ChannelName.TELEGRAM
    alerted = await off_loop(notified_of, services.stores, subscriber, first)
    more = await off_loop(alert_context, services.stores, subscriber, first, source, chat, alerted)
    more = replace(
        more,
        link=services.change_link(first.id),
        now=services.clock(),
        translates=services.translates,
    )
    made = _alerts(context, changes, source, subscriber, pending[0].id, matches, more)
    await _edit(shown, made.html, made.buttons)
    await off_loop(services.stores.outbox.sent, pending, str(shown.message_id), services.clock())


def _alerts(
    context: Context,
    changes: list[Change],
    source: Source,
    subscriber: Subscriber,
    number: int,
    matches: Mapping[int, tuple[NameMatch, ...]],
    more: AlertContext,
) -> audience.Message:
    """Make an alert of one change, or one list of several."""
    if len(changes) == 1:
        return alerts.alert(changes[0], source, subscriber.language, more)
    services = bot_context(context)
    made = group(
        Group(
            changes=changes,
            sources=services.directory.sources,
            language=subscriber.language,
            today=today_of(subscriber, context),
            number=number,
            link=services.changes_link([source.id]),
        )
    )
    return own_names.above(made, matches, subscriber.language)


async def _result(context: Context, job: CrawlJob, source: Source, subscriber: Subscriber) -> str:
    if job.result is None:
        return ""
    services = bot_context(context)
    known = await off_loop(services.stores.health.of, [source.id])
    good_at = known[source.id].good_at if source.id in known else None
    kept = local(good_at, subscriber, today_of(subscriber, context)) if good_at else ""
    number = job.result.change
    changes = await off_loop(services.stores.history.changes_of, [number]) if number else []
    change = changes[0] if changes else None
    link = services.change_link(number) if number else ""
    return messages.outcome(job.result, source, subscriber.language, kept, change=change, link=link)


async def _edit(shown: Message, html: str, buttons: Buttons = ()) -> None:
    try:
        await rewrite(shown, html, buttons)
    except RetryAfter as error:
        await asyncio.sleep(min(seconds(error.retry_after), _LONGEST_WAIT_SECONDS))
        await rewrite(shown, html, buttons)
