"""Telegram's limits, kept for everything that the bot sends or edits.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
About 30 messages a second in all, 1 a second to a chat, 20 a minute to a group. The library's
own limiter does not limit private chats, and one flooded chat stops all others in it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_ALL_PER_SECOND = 25
# Calls under way may arrive together; 25 and these are the 30 that Telegram takes in a second.
_AT_ONCE = 5
_GROUP_PER_MINUTE = 20
_KNOWN_CHATS = 10_000
# A pause that Telegram asked for is waited out when it is this short, else told at once.
_PATIENCE_SECONDS = 3.0


class _Chat:
    """One chat's turn: the next call begins a while after the last one was answered.

    Measured from the answer, two calls are never closer at Telegram's end than here.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.free_at = 0.0


class Pacer(BaseRateLimiter[int]):
    """Waits its turn before each call that writes into a chat.

    `chat_seconds`: between two messages to a chat; a group's are three times as far apart.
    `known_chats`: so many are remembered, and whoever's turn or pause is not over.
    """

    def __init__(self, chat_seconds: float = 1.0, known_chats: int = _KNOWN_CHATS) -> None:
        self._chat_seconds = chat_seconds
        self._known_chats = known_chats
        # One at a time: a bucket of 25 would let 50 through in its first second.
        self._overall = AsyncLimiter(1, 1 / _ALL_PER_SECOND)
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._chats: OrderedDict[int, _Chat] = OrderedDict()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - the library's signature
    ) -> Any:
        """Make the call when its chat's turn has come; RetryAfter while Telegram wants a pause."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not endpoint.startswith(("send", "edit")):
            return await callback(*args, **kwargs)
        chat = self._chat(chat_id)
        async with chat.turn:
            await _wait(chat.free_at - _clock())
            try:
                async with self._room, self._overall:
                    return await callback(*args, **kwargs)
            except RetryAfter as error:
                chat.free_at = _clock() + seconds(error.retry_after)
                raise
            finally:
                chat.free_at = max(chat.free_at, _clock() + self._gap(chat_id))

    def _gap(self, chat_id: int) -> float:
        """Seconds between two calls; a group's id is below zero."""
        group = self._chat_seconds * 60 / _GROUP_PER_MINUTE
        return group if chat_id < 0 else self._chat_seconds

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.pop(chat_id, None) or _Chat()
        if len(self._chats) >= self._known_chats:
            self._forget_one()
        self._chats[chat_id] = chat
        return chat

    def _forget_one(self) -> None:
        """Forget the chat that was quiet for longest; not one whose turn or pause is not over."""
        for chat_id, chat in self._chats.items():
            if not chat.turn.locked() and chat.free_at <= _clock():
                del self._chats[chat_id]
                return


async def _wait(left: float) -> None:
    """Wait out a short pause; RetryAfter for a long one, which is the caller's to keep."""
    if left > _PATIENCE_SECONDS:
        raise RetryAfter(timedelta(seconds=left))
    if left > 0:
        await asyncio.sleep(left)


def seconds(pause: int | timedelta) -> float:
    """A pause of the library in seconds; it is becoming a timedelta there."""
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _clock() -> float:
    return asyncio.get_running_loop().time()
