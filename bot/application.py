"""The chat application: which command calls which handler."""

from typing import Any, TypeAlias

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import Conflict, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.desk import Context, Desk, answer, reader
from bot.handlers.change import change
from bot.handlers.check import check
from bot.handlers.email import email
from bot.handlers.help import help_
from bot.handlers.language import language
from bot.handlers.latest import latest
from bot.handlers.start import start
from bot.handlers.subscribe import subscribe, toggle
from bot.handlers.subscriptions import subscriptions
from bot.handlers.timezone import timezone
from bot.handlers.unsubscribe import unsubscribe
from bot.keyboards import TOGGLE
from bot.messages import say
from monitor.language import texts
from monitor.model import Language

log = structlog.get_logger()

# In the order of the menu. A check waits for a crawl and must not hold up the others.
_COMMANDS = {
    "start": start,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "subscriptions": subscriptions,
    "latest": latest,
    "change": change,
    "check": check,
    "email": email,
    "timezone": timezone,
    "language": language,
    "help": help_,
}
_WAITING = {"check"}

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


def make_bot(token: str, api_url: str) -> Bot:
    """The bot of a token, on the public or a local Bot API server."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=16, read_timeout=20, connect_timeout=10),
        get_updates_request=HTTPXRequest(read_timeout=20, connect_timeout=10),
    )


def build(bot: Bot, desk: Desk) -> App:
    """The application over a bot; our own scheduler is used, not the library's."""
    application = ApplicationBuilder().bot(bot).job_queue(None).build()
    application.bot_data["desk"] = desk
    for name, handler in _COMMANDS.items():
        application.add_handler(CommandHandler(name, handler, block=name not in _WAITING))
    application.add_handler(CallbackQueryHandler(toggle, pattern=f"^{TOGGLE}"))
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE & filters.TEXT, help_))
    application.add_error_handler(_excuse)
    return application


async def announce_commands(bot: Bot) -> None:
    """Show the commands in Telegram's menu, in each language."""
    for code, spoken in (("", Language.EN), ("zh", Language.ZH)):
        words = texts("bot", spoken)
        commands = [BotCommand(name, words[f"command_{name}"]) for name in _COMMANDS]
        await bot.set_my_commands(commands, language_code=code or None)


def tell_polling_error(error: TelegramError) -> None:
    """One line for what goes wrong while asking for updates."""
    if isinstance(error, Conflict):
        log.error(
            "telegram_conflict",
            hint="another process polls this token; stop one of them",
        )
    else:
        log.warning("telegram_unreachable", error=type(error).__name__)


async def _excuse(update: object, context: Context) -> None:
    """A handler failed: the reader is told kindly, the operator exactly."""
    error = context.error
    log.error("handler_failed", error=type(error).__name__, exc_info=_worth_a_trace(error))
    if isinstance(update, Update) and not isinstance(error, NetworkError):
        speaker_language = Language.EN
        try:
            speaker_language = (await reader(update, context)).language
        finally:
            await answer(update, say(speaker_language, "unavailable"))


def _worth_a_trace(error: Exception | None) -> Exception | None:
    return None if isinstance(error, TelegramError) else error
