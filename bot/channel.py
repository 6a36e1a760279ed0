"""The Telegram channel: every refusal told in our own words."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot import markup
from bot.keyboards import keyboard
from bot.pacer import seconds
from monitor.audience import Message, Subscriber
from monitor.errors import SendError

# What Telegram says of a chat that will never hear us again. A refusal in other words is tried
# again, and parks the message in the end; the subscriber stays.
_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
    "chat not found",
    "message thread not found",
)
_TOO_LONG = ("message is too long", "message_too_long")
# What is refused as too long though it is this short is not refused for its length.
_SHORT_UNITS = 256
TOKEN_REFUSED = "Telegram refuses FOREWARN_TELEGRAM_TOKEN; ask @BotFather for a new one"  # noqa: S105 - no token
# So long nothing is asked after the token was refused.
TOKEN_REST = timedelta(minutes=1)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Sends messages to chats. The bot's pacer keeps the limits."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._closed_until = 0.0

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send one message, in pieces if it must be; their ids. SendError when it is refused."""
        if recipient.chat_id is None:
            raise SendError("the subscriber has no chat", permanent=True)
        if _clock() < self._closed_until:
            raise SendError(TOKEN_REFUSED, closed=True)
        try:
            sent = await self._hand_over(_Place(recipient.chat_id, recipient.thread_id), message)
        except InvalidToken as error:
            self._closed_until = _clock() + TOKEN_REST.total_seconds()
            raise SendError(TOKEN_REFUSED, closed=True) from error
        except TelegramError as error:
            raise _refusal(error) from error
        return ",".join(map(str, sent))

    async def _hand_over(self, place: "_Place", message: Message) -> list[int]:
        """Send a message; one that Telegram finds too long in halves, its buttons under the last."""
        try:
            return [await self._post(place, message)]
        except BadRequest as error:
            length = markup.units(message.html or markup.text(message.text))
            if not _says(error, _TOO_LONG) or length <= _SHORT_UNITS:
                raise
        sent = []
        for half in _halves(message, length):
            sent += await self._hand_over(place, half)
        return sent

    async def _post(self, place: "_Place", message: Message) -> int:
        try:
            return await self._write(place, message)
        except BadRequest as error:
            if not message.html or not _says(error, ("can't parse entities",)):
                raise
        # A message without its bold words is better than none.
        return await self._write(place, replace(message, html=""))

    async def _write(self, place: "_Place", message: Message) -> int:
        sent = await self._bot.send_message(
            place.chat_id,
            message.html or message.text,
            message_thread_id=place.thread_id or None,
            parse_mode=ParseMode.HTML if message.html else None,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message.buttons),
            reply_parameters=_replied(message),
        )
        return sent.message_id


class _Place(NamedTuple):
    """A chat, and the topic in it or 0."""

    chat_id: int
    thread_id: int


def _halves(message: Message, length: int) -> Iterator[Message]:
    """The message in pieces of half its length."""
    pieces = markup.cut(message.html or markup.text(message.text), length // 2 + 1)
    for number, piece in enumerate(pieces, 1):
        html = piece if message.html else ""
        buttons = message.buttons if number == len(pieces) else ()
        reply_to = message.reply_to if number == 1 else ""
        yield Message(text=markup.plain(piece), html=html, buttons=buttons, reply_to=reply_to)


def _replied(message: Message) -> ReplyParameters | None:
    """The message that this one answers; it goes out alone where that was deleted."""
    if not message.reply_to.isdecimal():
        return None
    return ReplyParameters(int(message.reply_to), allow_sending_without_reply=True)


def _refusal(error: TelegramError) -> SendError:
    """Our words for Telegram's; the token stands in some of its own."""
    if isinstance(error, ChatMigrated):
        return SendError("the group has a new id", moved_to=error.new_chat_id)
    if isinstance(error, RetryAfter):
        pause = timedelta(seconds=seconds(error.retry_after))
        return SendError("Telegram asked for a pause", retry_after=pause)
    # BadRequest and TimedOut are NetworkErrors to the library; only the first is a refusal.
    if isinstance(error, (Forbidden, BadRequest)):
        gone = _says(error, _GONE)
        told = f"Telegram refused: {error.message}"
        return SendError(told, permanent=gone, recipient_gone=gone, doubtful=not gone)
    return SendError("Telegram cannot be reached")


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    return any(word in str(error).lower() for word in words)


def _clock() -> float:
    return asyncio.get_running_loop().time()
