"""The Telegram channel; it translates every refusal into our own error texts."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import structlog
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

log = structlog.get_logger()

# Refusals of a chat that can never be reached again. After any other refusal the message is tried
# again and parked in the end; the subscriber stays.
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
# Do not split a message this short: its length cannot be why Telegram calls it too long.
_SHORT_UNITS = 256
TOKEN_REFUSED = "Telegram refuses FOREWARN_TELEGRAM_TOKEN; ask @BotFather for a new one"  # noqa: S105 - no token
# How long to make no call after Telegram refused the token.
TOKEN_REST = timedelta(minutes=1)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Sends messages to chats. The bot's pacer keeps Telegram's limits."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._closed_until = 0.0

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send one message, split if it is too long; return the ids. SendError when it is refused."""
        if recipient.chat_id is None:
            raise SendError("the subscriber has no chat", permanent=True)
        if _clock() < self._closed_until:
            raise SendError(TOKEN_REFUSED, closed=True)
        try:
            sent = await self._send_split(
                _ChatTopic(recipient.chat_id, recipient.thread_id), message
            )
        except InvalidToken as error:
            self._closed_until = _clock() + TOKEN_REST.total_seconds()
            raise SendError(TOKEN_REFUSED, closed=True) from error
        except TelegramError as error:
            raise _send_error(error) from error
        return ",".join(map(str, sent))

    async def edit(self, recipient: Subscriber, receipt: str, message: Message) -> None:
        """Replace a message that was sent, if it can be; the old text is as good without a brief."""
        try:
            await self._bot.edit_message_text(
                message.html or message.text,
                chat_id=recipient.chat_id,
                message_id=int(receipt),
                parse_mode=ParseMode.HTML if message.html else None,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard(message.buttons),
            )
        except TelegramError as error:
            log.info("alert_not_edited", error=type(error).__name__)

    async def _send_split(self, place: "_ChatTopic", message: Message) -> list[int]:
        """Send a message; split it in halves if it is too long, with the buttons under the last one."""
        try:
            return [await self._send_whole(place, message)]
        except BadRequest as error:
            length = markup.units(message.html or markup.text(message.text))
            if not _contains_any(error, _TOO_LONG) or length <= _SHORT_UNITS:
                raise
        sent = []
        for half in _halves(message, length):
            sent += await self._send_split(place, half)
        return sent

    async def _send_whole(self, place: "_ChatTopic", message: Message) -> int:
        try:
            return await self._call(place, message)
        except BadRequest as error:
            if not message.html or not _contains_any(error, ("can't parse entities",)):
                raise
        # Telegram cannot parse the markup; plain text is better than no message.
        return await self._call(place, replace(message, html=""))

    async def _call(self, place: "_ChatTopic", message: Message) -> int:
        sent = await self._bot.send_message(
            place.chat_id,
            message.html or message.text,
            message_thread_id=place.thread_id or None,
            parse_mode=ParseMode.HTML if message.html else None,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message.buttons),
            reply_parameters=_reply_parameters(message),
        )
        return sent.message_id


class _ChatTopic(NamedTuple):
    """A chat and its forum topic, or 0."""

    chat_id: int
    thread_id: int


def _halves(message: Message, length: int) -> Iterator[Message]:
    """Split a message into pieces of half its length."""
    pieces = markup.cut(message.html or markup.text(message.text), length // 2 + 1)
    for number, piece in enumerate(pieces, 1):
        html = piece if message.html else ""
        buttons = message.buttons if number == len(pieces) else ()
        reply_to = message.reply_to if number == 1 else ""
        yield Message(text=markup.plain(piece), html=html, buttons=buttons, reply_to=reply_to)


def _reply_parameters(message: Message) -> ReplyParameters | None:
    """Return what the message replies to; it is sent without it if that message was deleted."""
    if not message.reply_to.isdecimal():
        return None
    return ReplyParameters(int(message.reply_to), allow_sending_without_reply=True)


def _send_error(error: TelegramError) -> SendError:
    """Translate Telegram's error, whose text may contain the token."""
    if isinstance(error, ChatMigrated):
        return SendError("the group has a new id", moved_to=error.new_chat_id)
    if isinstance(error, RetryAfter):
        pause = timedelta(seconds=seconds(error.retry_after))
        return SendError("Telegram asked for a pause", retry_after=pause)
    # BadRequest and TimedOut are NetworkErrors to the library; only the first is a refusal.
    if isinstance(error, (Forbidden, BadRequest)):
        gone = _contains_any(error, _GONE)
        text = f"Telegram refused: {error.message}"
        return SendError(text, permanent=gone, recipient_gone=gone, doubtful=not gone)
    return SendError("Telegram cannot be reached")


def _contains_any(error: TelegramError, words: tuple[str, ...]) -> bool:
    return any(word in str(error).lower() for word in words)


def _clock() -> float:
    return asyncio.get_running_loop().time()
