"""How the bot hears: it asks Telegram for updates, or Telegram calls us (a webhook)."""

import asyncio

import structlog
from telegram.error import TelegramError

from bot import application
from bot.application import UPDATES, App
from bot.polling import Patience, PollingBot, poll, until_answered
from bot.updates import update_of
from forewarn.bot_context import bot_context_of
from forewarn.wiring import AppContext
from web.context import Webhook

log = structlog.get_logger()

_KEY = "webhook"
# Telegram shows this in a header; https://core.telegram.org/bots/api#setwebhook
_AT_ONCE = 20


class Listener:
    """The bot in a chat. `chat` is None without a token."""

    def __init__(self, context: AppContext, bot: PollingBot | None) -> None:
        self._context = context
        self._bot = bot
        self._patience = Patience()
        self.chat: App | None = application.build(bot, bot_context_of(context)) if bot else None

    async def listen(self, stop: asyncio.Event) -> None:
        """Hear from now on until told to stop.

        A network that is down is waited for, and so is a token that is refused, in long steps.
        """
        if self._bot is None or self.chat is None:
            return
        chat = self.chat
        await until_answered(lambda: self._open(chat), stop, self._patience)
        menu = asyncio.create_task(self._show_menu(chat))
        if not self._context.settings.telegram_webhook:
            await poll(self._bot, UPDATES, chat.update_queue.put, stop, self._patience)
        await stop.wait()
        menu.cancel()

    async def close(self) -> None:
        """Answer what was heard, and end."""
        if self.chat and self.chat.running:
            await self.chat.stop()
            await self.chat.shutdown()

    async def _open(self, chat: App) -> None:
        """Begin to hear by the way that the settings give."""
        await chat.initialize()
        if not chat.running:
            await chat.start()
        if not self._context.settings.telegram_webhook:
            # A webhook that was set before would get the updates.
            await chat.bot.delete_webhook()
            return
        webhook = webhook_of(chat, self._context)
        await chat.bot.set_webhook(
            self._context.settings.public_url + webhook.path,
            secret_token=webhook.secret,
            allowed_updates=UPDATES,
            max_connections=_AT_ONCE,
        )

    async def _show_menu(self, chat: App) -> None:
        try:
            operators = frozenset(self._context.settings.admin_chat_ids)
            await application.announce_commands(chat.bot, operators)
        except TelegramError as error:
            # The menu is a comfort; every command works when typed.
            log.warning("telegram_menu_not_set", error=type(error).__name__)


def webhook_of(chat: App, context: AppContext) -> Webhook:
    """Where Telegram's updates come in. The path is no secret; the header is."""

    async def receive(values: object) -> bool:
        update = update_of(values, chat.bot)
        if update is None:
            return False
        await chat.update_processor.process_update(update, chat.process_update(update))
        return True

    return Webhook(path="/telegram", secret=context.stores.keys.get(_KEY), receive=receive)
