"""Receives the bot's updates: by polling Telegram, or by a webhook."""

import asyncio

import structlog
from telegram.error import TelegramError

from bot import application
from bot.application import UPDATES, App
from bot.polling import Backoff, PollingBot, poll, until_answered
from bot.updates import update_of
from forewarn.bot_context import bot_context_of
from forewarn.wiring import AppContext
from web.context import Webhook

log = structlog.get_logger()

_KEY = "webhook"
# At most so many updates at a time; https://core.telegram.org/bots/api#setwebhook
_AT_ONCE = 20


class Listener:
    """Receives updates and passes them to the handlers. `chat` is None without a token."""

    def __init__(self, context: AppContext, bot: PollingBot | None) -> None:
        self._context = context
        self._bot = bot
        self._patience = Backoff()
        self.chat: App | None = application.build(bot, bot_context_of(context)) if bot else None

    async def listen(self, stop: asyncio.Event) -> None:
        """Receive updates until `stop` is set.

        Retry while the network is down or the token is refused, with long pauses.
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
        """Answer the updates that were received, and shut down."""
        if self.chat and self.chat.running:
            await self.chat.stop()
            await self.chat.shutdown()

    async def _open(self, chat: App) -> None:
        """Start to receive updates, by polling or by webhook as the settings say."""
        await chat.initialize()
        if not chat.running:
            await chat.start()
        if not self._context.settings.telegram_webhook:
            # A webhook that was set before would receive the updates instead.
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
            await application.announce_commands(
                chat.bot, operators, translates=self._context.has_model
            )
        except TelegramError as error:
            # The menu is optional; every command works when typed.
            log.warning("telegram_menu_not_set", error=type(error).__name__)


def webhook_of(chat: App, context: AppContext) -> Webhook:
    """Make the webhook for Telegram's updates. Its path is public; its header is a secret."""

    async def receive(values: object) -> bool:
        update = update_of(values, chat.bot)
        if update is None:
            return False
        await chat.update_processor.process_update(update, chat.process_update(update))
        return True

    return Webhook(path="/telegram", secret=context.stores.keys.get(_KEY), receive=receive)
