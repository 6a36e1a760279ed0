"""The address of a page that somebody sends: who watches it; if nobody, a note to the operators."""

import re

from telegram import Message, Update

from bot.context import (
    Context,
    acknowledge,
    answer,
    bot_context,
    edit,
    off_loop,
    subscriber_of,
    tapped,
)
from bot.messages import Buttons, button_label, say
from bot.offers import news_button, pages
from monitor.audience import Button
from monitor.hyperlink import safe_link
from monitor.language import Language
from monitor.source import Source
from monitor.targets import key_of
from monitor.text import shorten
from monitor.watched_pages import watched_pages
from monitor.wording import source_name

_ADDRESS = re.compile(r"https?://[^\s<>\"“”。，、）)]+", re.IGNORECASE)
_SHOWN_CHARS = 300


def address_in(text: str) -> str:
    """Return the first web address in a text; '' for none."""
    found = _ADDRESS.search(text)
    return safe_link(found[0]) if found else ""


async def page_address(update: Update, context: Context, url: str) -> None:
    """Answer the address of a page with what watches it."""
    subscriber = await subscriber_of(update, context)
    language, directory = subscriber.language, bot_context(context).directory
    found = watched_pages(url, directory.sources.values())
    watching = [source for source in found.page if source.enabled]
    if len(watching) == 1:
        await answer(update, *_watched(watching[0], language))
    elif watching:
        await answer(update, *pages(watching, shorten(url, _SHOWN_CHARS), language, "check"))
    else:
        off = next(iter(found.page), None)
        await answer(update, *_unwatched(url, found.site, off, language))


async def suggest_tap(update: Update, context: Context) -> None:
    """Handle a button: note for the operators the address in the message above it."""
    subscriber = await subscriber_of(update, context)
    message = update.effective_message
    url = address_in(message.text or "") if isinstance(message, Message) else ""
    await acknowledge(update)
    if url and tapped(update):
        services = bot_context(context)
        await off_loop(services.stores.proposals.suggest, url, services.clock())
        await edit(update, say(subscriber.language, "page_suggested", url=url))


def _watched(source: Source, language: Language) -> tuple[str, Buttons]:
    key = key_of(source.id)
    begin = Button(label=button_label(language, "subscribe"), data=f"begin:{key}")
    check = Button(label=button_label(language, "check"), data=f"check:{key}")
    name = source_name(source, source.id, language)
    text = say(language, "page_watched", source=name)
    news = news_button(source.id, language)
    return text, ((*((news,) if news.data else ()), begin, check),)


def _unwatched(
    url: str, site: tuple[Source, ...], off: Source | None, language: Language
) -> tuple[str, Buttons]:
    """Say that nobody watches a page, what is watched of its site, and offer to suggest it."""
    suggest = ((Button(label=button_label(language, "suggest"), data="suggest:"),),)
    shown = shorten(url, _SHOWN_CHARS)
    if off is not None:
        name = source_name(off, off.id, language)
        return say(language, "check_disabled", source=name, note=off.note), ()
    watched = [source for source in site if source.enabled]
    if not watched:
        return say(language, "page_unwatched", url=shown), suggest
    _, buttons = pages(watched, shown, language, "begin")
    return say(language, "page_of_site", url=shown, count=len(watched)), (*buttons, *suggest)
