"""The Telegram channel: every refusal told in our own words."""

from datetime import timedelta

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

from bot.keyboards import keyboard
from bot.pacer import seconds
from monitor.audience import Message, Subscriber
from monitor.errors import SendError

# What Telegram says of a chat that will never hear us again. Any other refusal parks the
# message and leaves the subscriber alone.
_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
    "chat not found",
    "message thread not found",
)
_PASSING: dict[type[TelegramError], str] = {
    InvalidToken: "Telegram refuses FOREWARN_TELEGRAM_TOKEN; ask @BotFather for a new one",
}
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Sends messages to chats. The bot's pacer keeps the limits."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send one message; Telegram's message id. SendError when it is refused."""
        if recipient.chat_id is None:
            raise SendError("the subscriber has no chat", permanent=True)
        try:
            return await self._hand_over(recipient.chat_id, recipient.thread_id, message)
        except TelegramError as error:
            raise _refusal(error) from error

    async def _hand_over(self, chat_id: int, thread_id: int, message: Message) -> str:
        buttons, replied = keyboard(message.buttons), _replied(message)
        try:
            sent = await self._bot.send_message(
                chat_id,
                message.html or message.text,
                message_thread_id=thread_id or None,
                parse_mode=ParseMode.HTML if message.html else None,
                link_preview_options=NO_PREVIEW,
                reply_markup=buttons,
                reply_parameters=replied,
            )
        except BadRequest as error:
            if "can't parse entities" not in str(error).lower():
                raise
            # A message without its bold words is better than none.
            sent = await self._bot.send_message(
                chat_id,
                message.text,
                message_thread_id=thread_id or None,
                link_preview_options=NO_PREVIEW,
                reply_markup=buttons,
                reply_parameters=replied,
            )
        return str(sent.message_id)


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
    # BadRequest and TimedOut are NetworkErrors to the library; only the first is final.
    if isinstance(error, (Forbidden, BadRequest)):
        gone = any(words in str(error).lower() for words in _GONE)
        return SendError(f"Telegram refused: {error.message}", permanent=True, recipient_gone=gone)
    return SendError(_PASSING.get(type(error), "Telegram cannot be reached"))
