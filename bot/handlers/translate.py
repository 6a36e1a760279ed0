"""/translate ID: the texts of a change in the reader's language, by a language model."""

import asyncio

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from telegram import Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    change_named,
    chat_of,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.messages import say
from bot.translations import translation_pages
from monitor.audience import Subscriber
from monitor.briefs import BriefKind
from monitor.language import texts
from monitor.model import Change
from storage.delivery.briefs import BriefState, StoredBrief

_PATIENCE_SECONDS = 75.0
_LOOK_EVERY_SECONDS = 0.5
# What one chat may ask for; a translation that is stored costs nothing.
_LIMIT = parse("20/hour")
_limiter = FixedWindowRateLimiter(MemoryStorage())


async def translate(update: Update, context: Context) -> None:
    """Translate the change that is named."""
    subscriber = await subscriber_of(update, context)
    found = await change_named(context, (context.args or [""])[0])
    if not bot_context(context).translates:
        await answer(update, say(subscriber.language, "translate_off"))
    elif found is None:
        await answer(update, say(subscriber.language, "translate_usage"))
    else:
        await _translate(update, context, subscriber, found)


async def translate_tap(update: Update, context: Context) -> None:
    """Handle a button under an alert: send the translation as a new message."""
    subscriber = await subscriber_of(update, context)
    found = await change_named(context, "".join(tapped(update)))
    if found is None or not bot_context(context).translates:
        await acknowledge(update)
        return
    await acknowledge(update, texts("bot", subscriber.language)["toast_translating"])
    await _translate(update, context, subscriber, found)


async def _translate(
    update: Update, context: Context, subscriber: Subscriber, found: Change
) -> None:
    stored = await _stored(context, subscriber, found)
    if stored is None or _may_be_asked_again(stored):
        if not _limiter.hit(_LIMIT, str(chat_of(update).id)):
            await answer(update, say(subscriber.language, "translate_often"))
            return
        stored = await _asked(context, subscriber, found)
    if stored.state is not BriefState.OK:
        await answer(update, _why_not(stored, subscriber))
        return
    link = bot_context(context).change_link(found.id)
    web = f"{link}/translation" if link else ""
    for page in translation_pages(found, stored.texts, subscriber.language, web):
        await answer(update, page)


def _may_be_asked_again(stored: StoredBrief) -> bool:
    return stored.state in {BriefState.WANTED, BriefState.FAILED}


async def _asked(context: Context, subscriber: Subscriber, found: Change) -> StoredBrief:
    """Want a translation, and wait for it for a while."""
    services = bot_context(context)
    ask, kind = services.stores.briefs.ask, BriefKind.TRANSLATION
    await off_loop(ask, found.id, subscriber.language, kind, services.clock())
    waited = 0.0
    while True:
        stored = await _stored(context, subscriber, found)
        is_over = stored is not None and stored.state is not BriefState.WANTED
        if stored and (is_over or waited >= _PATIENCE_SECONDS):
            return stored
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        waited += _LOOK_EVERY_SECONDS


async def _stored(context: Context, subscriber: Subscriber, found: Change) -> StoredBrief | None:
    get = bot_context(context).stores.briefs.get
    return await off_loop(get, found.id, subscriber.language, BriefKind.TRANSLATION)


def _why_not(stored: StoredBrief, subscriber: Subscriber) -> str:
    if stored.state is BriefState.REFUSED:
        return say(subscriber.language, "translate_refused")
    if stored.fault == "budget":
        return say(subscriber.language, "translate_budget")
    return say(subscriber.language, "translate_later")
