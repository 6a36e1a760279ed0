"""/check SOURCE: look at a page now, and say how it goes."""

import asyncio
from datetime import timedelta

from telegram import Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot import messages
from bot.desk import Context, answer, answer_unknown, desk, reader
from bot.messages import say
from monitor.model import Language
from monitor.source import Source
from storage.jobs import CrawlJob, Origin

# A page that was looked at for someone a moment ago is not asked again.
_RECENT = timedelta(seconds=60)
_POLL_SECONDS = 0.5
_EDIT_EVERY_SECONDS = 4.0
_PATIENCE_SECONDS = 180.0


async def check(update: Update, context: Context) -> None:
    """Crawl one source on demand; the message becomes its own progress and result."""
    speaker = await reader(update, context)
    word = " ".join(context.args or [])
    source = desk(context).sources.get(word)
    if source is None:
        await _explain(update, context, speaker.language, word)
        return
    name = desk(context).name_of_target(source.id, speaker.language)
    if not source.enabled:
        await answer(
            update,
            say(speaker.language, "check_disabled", source=name, note=source.note),
        )
        return
    if recent := await _recent(context, source):
        told = say(speaker.language, "check_recent", source=name)
        await answer(update, f"{told}\n{_result(recent, source, speaker.language)}")
        return
    shown = await answer(update, say(speaker.language, "check_started", source=name))
    if shown:
        await _follow(context, source, shown, speaker.language, name)


async def _explain(update: Update, context: Context, language: Language, word: str) -> None:
    if word:
        await answer_unknown(update, context, language, word)
    else:
        await answer(update, say(language, "check_usage"))


async def _recent(context: Context, source: Source) -> CrawlJob | None:
    since = desk(context).clock() - _RECENT
    return await asyncio.to_thread(desk(context).jobs.last_of, source.id, Origin.CHAT, since)


async def _follow(
    context: Context, source: Source, shown: Message, language: Language, name: str
) -> None:
    """Want the check, then edit the message until it has come to something."""
    jobs, clock = desk(context).jobs, desk(context).clock
    ids = await asyncio.to_thread(jobs.enqueue, [source.id], Origin.CHAT, clock())
    waited = told = 0.0
    while waited < _PATIENCE_SECONDS:
        job = (await asyncio.to_thread(jobs.get, ids))[0]
        if job.result:
            await _edit(shown, _result(job, source, language))
            return
        if waited - told >= _EDIT_EVERY_SECONDS:
            told = waited
            await _edit(
                shown,
                say(language, "check_running", source=name, seconds=round(waited)),
            )
        await asyncio.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
    await _edit(shown, say(language, "check_slow", source=name))


def _result(job: CrawlJob, source: Source, language: Language) -> str:
    return messages.outcome(job.result, source, language) if job.result else ""


async def _edit(shown: Message, html: str) -> None:
    try:
        await shown.edit_text(html, parse_mode=ParseMode.HTML)
    except RetryAfter as error:
        pause = error.retry_after
        await asyncio.sleep(pause if isinstance(pause, int) else pause.total_seconds())
        await shown.edit_text(html, parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if "not modified" not in str(error).lower():
            raise
