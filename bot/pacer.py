"""Rate limits of Telegram for everything that the bot sends or edits.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
About 30 messages a second in all, 1 a second to a chat, 20 a minute to a group. The library's own
limiter does not limit private chats, and one flooded chat there blocks all others.
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
# Concurrent calls may arrive together; 25 plus these are the 30 that Telegram takes in a second.
_MAX_CONCURRENT = 5
_GROUP_PER_MINUTE = 20
_KNOWN_CHATS = 10_000
# Wait out a pause that Telegram requested if it is this short; raise RetryAfter at once if longer.
_LONGEST_WAIT_SECONDS = 3.0


class _Chat:
    """The lock of one chat, and when its next call may begin.

    The gap is counted from the answer, so that two calls never reach Telegram closer together.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.free_at = 0.0


class Pacer(BaseRateLimiter[int]):
    """Delays each call that writes into a chat until the limits allow it.

    `chat_seconds`: between two messages to a chat; three times as much in a group.
    `known_chats`: how many chats are remembered, besides those that are busy or paused.
    """

    def __init__(self, chat_seconds: float = 1.0, known_chats: int = _KNOWN_CHATS) -> None:
        self._chat_seconds = chat_seconds
        self._known_chats = known_chats
        # A bucket of one: a bucket of 25 would let 50 calls through in its first second.
        self._overall = AsyncLimiter(1, 1 / _ALL_PER_SECOND)
        self._slots = asyncio.Semaphore(_MAX_CONCURRENT)
        self._chats: OrderedDict[int, _Chat] = OrderedDict()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - the library's signature
    ) -> Any:
        """Make the call when the limits allow it; RetryAfter while a long pause of its chat lasts."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not endpoint.startswith(("send", "edit")):
            return await callback(*args, **kwargs)
        chat = self._chat(chat_id)
        async with chat.lock:
            await _wait(chat.free_at - _clock())
            try:
                async with self._slots, self._overall:
                    return await callback(*args, **kwargs)
            except RetryAfter as error:
                chat.free_at = _clock() + seconds(error.retry_after)
                raise
            finally:
                chat.free_at = max(chat.free_at, _clock() + self._gap(chat_id))

    def _gap(self, chat_id: int) -> float:
        """Return the seconds between two calls to a chat; a group's id is negative."""
        group = self._chat_seconds * 60 / _GROUP_PER_MINUTE
        return group if chat_id < 0 else self._chat_seconds

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.pop(chat_id, None) or _Chat()
        if len(self._chats) >= self._known_chats:
            self._forget_one()
        self._chats[chat_id] = chat
        return chat

    def _forget_one(self) -> None:
        """Forget the chat that was idle longest, but none that is busy or paused."""
        for chat_id, chat in self._chats.items():
            if not chat.lock.locked() and chat.free_at <= _clock():
                del self._chats[chat_id]
                return


async def _wait(left: float) -> None:
    """Wait out a short pause; RetryAfter for a long one, which the caller must schedule."""
    if left > _LONGEST_WAIT_SECONDS:
        raise RetryAfter(timedelta(seconds=left))
    if left > 0:
        await asyncio.sleep(left)


def seconds(pause: int | timedelta) -> float:
    """Convert a pause of the library to seconds; its next version gives a timedelta."""
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _clock() -> float:
    return asyncio.get_running_loop().time()
