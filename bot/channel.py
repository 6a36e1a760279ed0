"""The Telegram channel: paced, and every refusal told in our own words."""

from collections import OrderedDict
from datetime import timedelta

from aiolimiter import AsyncLimiter
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from monitor.errors import SendError
from monitor.model import Message, Subscriber

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
# About 30 messages a second in all, 1 a second to a chat, 20 a minute to a group.
_ALL_PER_SECOND = 25
_GROUP_PER_MINUTE = 20
_KNOWN_CHATS = 10_000
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot was kicked")
_PASSING: dict[type[TelegramError], str] = {
    InvalidToken: "Telegram refuses FOREWARN_TELEGRAM_TOKEN; ask @BotFather for a new one",
}
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Sends messages to chats."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._overall = AsyncLimiter(_ALL_PER_SECOND, 1)
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send one message; Telegram's message id. SendError when it is refused."""
        if recipient.chat_id is None:
            raise SendError("the subscriber has no chat", permanent=True)
        async with self._limiter(recipient.chat_id), self._overall:
            try:
                return await self._hand_over(recipient.chat_id, message)
            except TelegramError as error:
                raise _refusal(error) from error

    async def _hand_over(self, chat_id: int, message: Message) -> str:
        try:
            sent = await self._bot.send_message(
                chat_id,
                message.html or message.text,
                parse_mode=ParseMode.HTML if message.html else None,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if "can't parse entities" not in str(error).lower():
                raise
            # A message without its bold words is better than none.
            sent = await self._bot.send_message(
                chat_id, message.text, link_preview_options=_NO_PREVIEW
            )
        return str(sent.message_id)

    def _limiter(self, chat_id: int) -> AsyncLimiter:
        limiter = self._chats.pop(chat_id, None)
        if limiter is None:
            is_group = chat_id < 0
            limiter = AsyncLimiter(1, 60 / _GROUP_PER_MINUTE if is_group else 1)
        self._chats[chat_id] = limiter
        if len(self._chats) > _KNOWN_CHATS:
            self._chats.popitem(last=False)
        return limiter


def _refusal(error: TelegramError) -> SendError:
    """Our words for Telegram's; the token stands in some of its own."""
    if isinstance(error, ChatMigrated):
        return SendError("the group has a new id", moved_to=error.new_chat_id)
    if isinstance(error, RetryAfter):
        return SendError("Telegram asked for a pause", retry_after=_pause(error.retry_after))
    if isinstance(error, Forbidden):
        return SendError("the chat blocked the bot", permanent=True, recipient_gone=True)
    # BadRequest and TimedOut are NetworkErrors to the library; only the first is final.
    if isinstance(error, BadRequest):
        gone = any(words in str(error).lower() for words in _GONE)
        return SendError(f"Telegram refused: {error.message}", permanent=True, recipient_gone=gone)
    return SendError(_PASSING.get(type(error), "Telegram cannot be reached"))


def _pause(value: int | timedelta) -> timedelta:
    return value if isinstance(value, timedelta) else timedelta(seconds=value)
