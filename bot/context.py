"""What every handler uses: the stores, the sender, and functions to reply."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from telegram import Chat, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import offers
from bot.channel import NO_PREVIEW
from bot.keyboards import keyboard
from bot.messages import Buttons
from monitor.audience import Coverage, Digest, Subscriber
from monitor.language import Language, language_of
from monitor.model import Change
from monitor.parsing.numbers import read_whole
from monitor.source import Source
from monitor.targets import Directory
from monitor.text import clean, shorten
from storage.stores import Stores
from storage.tracker import Tracker

_NAME_CHARS = 32
Context = ContextTypes.DEFAULT_TYPE
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class BotContext:
    """Settings, stores and functions for the handlers.

    `operators`: the chats that may operate the service. `sends_mail`: whether a mail server is
    configured. `translates`: whether a language model is. `made_digest`: a digest of a subscriber
    by its id; `next_digest`: a preview of the next one; `weekly_digest`: of the last seven days.
    `choices_link` and `sign_in_link`: the address where a subscriber edits subscriptions,
    and where the operator of a chat signs in; or ''. `changes_link`: the address that lists all
    changes of those sources, or ''. `change_link`: the address of a change on the web, or ''.
    `open_link`: the address where a subscriber marks changes as done, or ''. `ended`: what can be
    brought back by a button.
    """

    current_directory: Callable[[], Directory]
    stores: Stores
    tracker: Tracker
    coverage: Callable[[], Coverage]
    made_digest: Callable[[Subscriber, int], Digest | None]
    next_digest: Callable[[Subscriber], Digest]
    weekly_digest: Callable[[Subscriber], Digest]
    choices_link: Callable[[Subscriber], str]
    sign_in_link: Callable[[int], str]
    changes_link: Callable[[Collection[str]], str]
    change_link: Callable[[int], str]
    open_link: Callable[[Subscriber], str]
    operators: frozenset[int]
    sends_mail: bool
    translates: bool
    clock: Callable[[], datetime]

    @property
    def directory(self) -> Directory:
        """The targets of the catalogue, as it was loaded last."""
        return self.current_directory()

    def source(self, typed: str) -> Source | None:
        """Return the source of the catalogue with that id, or the only one with that name; or None."""
        if typed in self.directory.sources:
            return self.directory.sources[typed]
        return self.directory.sources.get(self.directory.meaning(typed).sure or "")


def bot_context(context: Context) -> BotContext:
    """Return the context that the application was built with."""
    found: BotContext = context.bot_data["context"]
    return found


async def off_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking function in a thread, so that other chats do not wait."""
    return await asyncio.to_thread(function, *args, **kwargs)


def thread_of(update: Update) -> int:
    """Return the forum topic that an update comes from, or 0."""
    message = update.effective_message
    in_topic = isinstance(message, Message) and message.is_topic_message
    return (message.message_thread_id or 0) if message and in_topic else 0


def chat_of(update: Update) -> Chat:
    """Return the chat that an update comes from."""
    if update.effective_chat is None:
        raise LookupError("an update without a chat")
    return update.effective_chat


async def subscriber_of(update: Update, context: Context) -> Subscriber:
    """Return the sender as a subscriber, registered or reactivated if necessary.

    A new subscriber gets the language of their Telegram.
    """
    chat_id, thread = chat_of(update).id, thread_of(update)
    subscribers = bot_context(context).stores.subscribers
    known = await off_loop(subscribers.of_chat, chat_id, thread)
    if known and known.active:
        return known
    user = update.effective_user
    language = known.language if known else language_of(user.language_code if user else None)
    return await off_loop(
        subscribers.welcome, chat_id, language, bot_context(context).clock(), thread
    )


async def answer(update: Update, html: str, buttons: Buttons = ()) -> Message:
    """Reply in the chat and topic that the update comes from."""
    return await update.get_bot().send_message(
        chat_of(update).id,
        html,
        message_thread_id=thread_of(update) or None,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard(buttons),
    )


async def edit(update: Update, html: str, buttons: Buttons = ()) -> None:
    """Replace the message whose button was tapped."""
    message = update.effective_message
    if isinstance(message, Message):
        await rewrite(message, html, buttons)


async def rewrite(message: Message, html: str, buttons: Buttons = ()) -> None:
    """Replace the text and buttons of a message that the bot sent."""
    try:
        await message.edit_text(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(buttons),
        )
    except BadRequest as error:
        if not _is_unmodified(error):
            raise


async def edit_buttons(update: Update, buttons: Buttons) -> None:
    """Replace the buttons of the message whose button was tapped; its text stays."""
    message = update.effective_message
    if not isinstance(message, Message):
        return
    try:
        await message.edit_reply_markup(keyboard(buttons))
    except BadRequest as error:
        if not _is_unmodified(error):
            raise


async def acknowledge(update: Update, text: str = "") -> None:
    """Confirm a tap on a button; the text appears briefly over the chat.

    Call this before acting on the tap: Telegram refuses it for an old one.
    """
    if update.callback_query is not None:
        await update.callback_query.answer(text or None)


async def change_named(context: Context, word: str) -> Change | None:
    """Return the change with that number, or None."""
    number = number_of(word)
    if number is None:
        return None
    return await off_loop(bot_context(context).stores.history.change, number)


def today_of(subscriber: Subscriber, context: Context) -> date:
    """Return the day that it is for a subscriber."""
    return bot_context(context).clock().astimezone(ZoneInfo(subscriber.timezone)).date()


def first_name(update: Update) -> str:
    """Return the sender's first name in a group, as Telegram gives it; '' in a private chat."""
    user = update.effective_user
    if user is None or chat_of(update).type == ChatType.PRIVATE:
        return ""
    return shorten(clean(user.first_name), _NAME_CHARS)


def _is_unmodified(error: BadRequest) -> bool:
    """Whether a message already was as it should be: the second of two quick taps changes nothing."""
    return "not modified" in str(error).lower()


def tapped(update: Update) -> list[str]:
    """Return the data of the tapped button after its name, split at colons."""
    query = update.callback_query
    return (query.data or "").split(":")[1:] if query else []


async def answer_unknown(
    update: Update, context: Context, language: Language, word: str, do: str
) -> None:
    """Reply to a word that names no target for sure: what it may mean, as buttons.

    `do`: what a button does with its target, as the data before it.
    """
    directory = bot_context(context).directory
    meaning = directory.meaning(word)
    if do == offers.FOLLOW:
        await answer(update, *offers.offer(meaning, word, directory, language))
    else:
        await answer(update, *offers.choose(meaning, word, directory, language, do))


async def answer_unknown_source(
    update: Update, context: Context, language: Language, word: str, do: str
) -> None:
    """Reply to a word that names no source: the sources of what it means, as buttons."""
    directory = bot_context(context).directory
    meaning = directory.meaning(word)
    known = directory.sources_of(meaning.targets[0]) if meaning.targets else []
    if known:
        await answer(update, *offers.pages(known, word, language, do))
    else:
        await answer(update, *offers.choose(meaning, word, directory, language, do))


def number_of(word: str) -> int | None:
    """Parse a number from a user or a button, or None; none is larger than the database takes."""
    word = word.lstrip("#")
    number = read_whole(word)
    return number if isinstance(number, int) else None
