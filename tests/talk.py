"""A person who talks to the bot: writes, taps, reads."""

import asyncio
from html import unescape
from re import sub
from typing import Any

from telegram import Update

from bot.application import App
from forewarn.wiring import AppContext
from monitor.source import Source
from tests.doubles.bot_api import BotApi, message_of, tap_of
from tests.lab import PATIENCE, Lab

SELLER = 4711


class Talk:
    """One person's chat with the bot. `user_id`: who writes in a group."""

    def __init__(
        self,
        application: App,
        api: BotApi,
        lab: Lab,
        context: AppContext,
        chat_id: int = SELLER,
        *,
        user_id: int | None = None,
        thread_id: int = 0,
    ) -> None:
        self.application, self.api, self.lab, self.context = application, api, lab, context
        self.chat_id, self.user_id, self.thread_id = chat_id, user_id or abs(chat_id), thread_id

    def other(self, chat_id: int, user_id: int | None = None, thread_id: int = 0) -> "Talk":
        """Another chat of the same bot."""
        world = (self.application, self.api, self.lab, self.context)
        return Talk(*world, chat_id, user_id=user_id, thread_id=thread_id)

    def watches(self, source_id: str, **entry: Any) -> Source:
        """Put a source into the catalogue of the running bot."""
        self.lab.watch(source_id, **entry)
        self.context.live.reload()
        return self.context.sources[source_id]

    async def says(self, text: str, language: str = "en", **more: Any) -> str:
        """The last answer to what the person writes."""
        await self.writes(text, language, **more)
        return self.shown

    async def writes(self, text: str, language: str = "en", **more: Any) -> None:
        """What the person writes; the answer may take its time."""
        topic = {"message_thread_id": self.thread_id, "is_topic_message": True}
        fields = {**(topic if self.thread_id else {}), **more}
        message = message_of(self.chat_id, text, language, user_id=self.user_id, **fields)
        await self.process(message=message)

    async def taps(self, label: str) -> str:
        """What the chat shows after a tap on the newest button that is called so."""
        for message in reversed(self.messages):
            for button in buttons_of(message):
                if label in button["text"] and "callback_data" in button:
                    await self.sends(button["callback_data"], message)
                    return self.shown
        raise AssertionError(f"no button {label!r} among {self.labels}")

    async def sends(self, data: str, message: dict[str, Any] | None = None) -> None:
        """A tap with that data, forged or not."""
        under = message or self.messages[-1]
        await self.process(callback_query=tap_of(self.chat_id, data, under, self.user_id))

    async def reads(self, words: str) -> None:
        """Wait until the last message holds the words."""
        async with asyncio.timeout(PATIENCE):
            while not self.messages or words not in self.shown:
                await asyncio.sleep(0.01)

    async def process(self, **update: Any) -> None:
        """Hand an update to the bot as Telegram does."""
        values = {"update_id": len(self.api.calls) + 1, **update}
        await self.application.process_update(Update.de_json(values, self.application.bot))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The bot's messages in this chat, or in this topic."""
        own = [m for m in self.api.sent if m["chat_id"] == self.chat_id]
        return [m for m in own if m["thread"] == self.thread_id]

    @property
    def shown(self) -> str:
        """The newest message as the person sees it: without markup."""
        return visible(self.messages[-1]["text"]) if self.messages else ""

    @property
    def labels(self) -> list[str]:
        """The buttons under the newest message that has any."""
        with_buttons = [m for m in self.messages if buttons_of(m)]
        return [b["text"] for b in buttons_of(with_buttons[-1])] if with_buttons else []

    @property
    def subscriber(self) -> Any:
        """Who the bot takes the person for."""
        return self.context.stores.subscribers.of_chat(self.chat_id, self.thread_id)


def buttons_of(message: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a message."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def visible(html: str) -> str:
    """A text as Telegram shows it."""
    return unescape(sub(r"<[^>]*>", "", html))
