"""What every handler needs, and how it talks back."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import process
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from bot.messages import say
from monitor.language import language_of
from monitor.model import Language, Subscriber
from monitor.source import Source
from monitor.vocabulary import categories, name_of, targets_named, topics
from monitor.wording import source_name
from storage.events import Events
from storage.history import History
from storage.jobs import CrawlJobs
from storage.subscribers import Subscribers

Context = ContextTypes.DEFAULT_TYPE
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The stores and the catalogue, as the handlers see them."""

    sources: Mapping[str, Source]
    subscribers: Subscribers
    history: History
    events: Events
    jobs: CrawlJobs
    clock: Callable[[], datetime]

    def name_of_target(self, target: str, language: Language) -> str:
        """What a reader calls a category, a topic or a source."""
        if source := self.sources.get(target):
            return source_name(source, target, language)
        group = "categories" if target in categories() else "topics"
        return name_of(group, target, language)

    def target(self, word: str) -> str | None:
        """The target that a word names: an id, or a name in either language."""
        return word if word in self.sources else targets_named(word)

    def nearest(self, word: str) -> str:
        """The id most like a word that names nothing; '' when none is alike."""
        ids = [*categories(), *(topic.id for topic in topics()), *self.sources]
        found = process.extractOne(word, ids, score_cutoff=60)
        return str(found[0]) if found else ""


def desk(context: Context) -> Desk:
    """The desk that the application was built with."""
    found: Desk = context.bot_data["desk"]
    return found


async def reader(update: Update, context: Context) -> Subscriber:
    """Who speaks: known, or welcomed in the language of their Telegram."""
    chat = update.effective_chat
    if chat is None:
        raise LookupError("an update without a chat")
    subscribers = desk(context).subscribers
    known = await asyncio.to_thread(subscribers.of_chat, chat.id)
    if known and known.active:
        return known
    user = update.effective_user
    language = known.language if known else language_of(user.language_code if user else None)
    return await asyncio.to_thread(subscribers.welcome, chat.id, language, desk(context).clock())


async def answer(
    update: Update, html: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Reply to whoever spoke."""
    if update.effective_message is None:
        return None
    return await update.effective_message.reply_text(
        html,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )


async def answer_unknown(update: Update, context: Context, language: Language, word: str) -> None:
    """Say that a word names nothing, and what was perhaps meant."""
    near = desk(context).nearest(word)
    from_hint = say(language, "hint", near=near) if near else ""
    told = say(language, "unknown_target", target=word, hint="\0").replace("\0", from_hint)
    await answer(update, told)
