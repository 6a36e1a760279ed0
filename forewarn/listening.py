"""How the bot hears: it asks Telegram for updates, or Telegram calls us (a webhook)."""

from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot import application
from bot.application import UPDATES, App
from forewarn.wiring import Parts
from web.application import Webhook

log = structlog.get_logger()

_KEY = "webhook"
# Telegram shows this in a header; https://core.telegram.org/bots/api#setwebhook
_AT_ONCE = 20


async def start_listening(chat: App, parts: Parts) -> None:
    """Hear by the way that the settings give, and show the menu."""
    if parts.settings.telegram_webhook:
        webhook = webhook_of(chat, parts)
        await chat.bot.set_webhook(
            parts.settings.public_url + webhook.path,
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
        operators = frozenset(parts.settings.admin_chat_ids)
        await application.announce_commands(chat.bot, operators)
    except TelegramError as error:
        # The menu is a comfort; every command works when typed.
        log.warning("telegram_menu_not_set", error=type(error).__name__)


def webhook_of(chat: App, parts: Parts) -> Webhook:
    """Where Telegram's updates come in. The path is no secret; the header is."""

    async def receive(values: dict[str, Any]) -> None:
        if update := Update.de_json(values, chat.bot):
            await chat.update_processor.process_update(update, chat.process_update(update))

    return Webhook(path="/telegram", secret=parts.keys.get(_KEY), receive=receive)
