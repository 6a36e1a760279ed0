"""How the bot hears: it asks Telegram for updates, or Telegram calls us (a webhook)."""

import asyncio
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bot import application
from bot.application import UPDATES, App
from forewarn.bot_context import bot_context_of
from forewarn.wiring import AppContext
from runtime.periodic_jobs import pause
from web.context import Webhook

log = structlog.get_logger()

_KEY = "webhook"
# Telegram shows this in a header; https://core.telegram.org/bots/api#setwebhook
_AT_ONCE = 20
_RETRY_SECONDS = 30.0


class Listener:
    """The bot in a chat. `chat` is None without a token."""

    def __init__(self, context: AppContext, bot: Bot | None) -> None:
        self._context = context
        self.chat: App | None = application.build(bot, bot_context_of(context)) if bot else None

    async def listen(self, stop: asyncio.Event) -> None:
        """Hear from now on; a network that is down now is waited for, a wrong token is told."""
        while self.chat and not stop.is_set():
            try:
                await self.chat.initialize()
                await self.chat.start()
                await _start_listening(self.chat, self._context)
            except InvalidToken:
                log.error(
                    "telegram_token_refused",
                    hint="ask @BotFather for a new FOREWARN_TELEGRAM_TOKEN",
                )
                return
            except TelegramError as error:
                log.warning("telegram_unreachable", error=type(error).__name__)
                await pause(stop, _RETRY_SECONDS)
            else:
                return

    async def hear_no_more(self) -> None:
        """Ask Telegram for nothing new; answers still go out."""
        if self.chat and self.chat.updater and self.chat.updater.running:
            await self.chat.updater.stop()

    async def close(self) -> None:
        """Answer what was heard, and end."""
        if self.chat and self.chat.running:
            await self.chat.stop()
            await self.chat.shutdown()


async def _start_listening(chat: App, context: AppContext) -> None:
    """Hear by the way that the settings give, and show the menu."""
    if context.settings.telegram_webhook:
        webhook = webhook_of(chat, context)
        await chat.bot.set_webhook(
            context.settings.public_url + webhook.path,
            secret_token=webhook.secret,
            allowed_updates=UPDATES,
            max_connections=_AT_ONCE,
        )
    elif chat.updater:
        # It takes a webhook away that was set before.
        await chat.updater.start_polling(
            error_callback=application.tell_polling_error, allowed_updates=UPDATES
        )
    try:
        operators = frozenset(context.settings.admin_chat_ids)
        await application.announce_commands(chat.bot, operators)
    except TelegramError as error:
        # The menu is a comfort; every command works when typed.
        log.warning("telegram_menu_not_set", error=type(error).__name__)


def webhook_of(chat: App, context: AppContext) -> Webhook:
    """Where Telegram's updates come in. The path is no secret; the header is."""

    async def receive(values: dict[str, Any]) -> None:
        if update := Update.de_json(values, chat.bot):
            await chat.update_processor.process_update(update, chat.process_update(update))

    return Webhook(path="/telegram", secret=context.stores.keys.get(_KEY), receive=receive)
