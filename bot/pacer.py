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
_GROUP_PER_MINUTE = 20
_KNOWN_CHATS = 10_000
# A pause that Telegram asked for is waited out when it is this short, else told at once.
_PATIENCE_SECONDS = 3.0


class Pacer(BaseRateLimiter[int]):
    """Waits its turn before each call that writes into a chat.

    `chat_seconds`: between two messages to a chat; a group's are three times as far apart.
    """

    def __init__(self, chat_seconds: float = 1.0) -> None:
        self._chat_seconds = chat_seconds
        self._overall = AsyncLimiter(_ALL_PER_SECOND, 1)
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()
        self._resting: dict[int, float] = {}

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
        await self._rest(chat_id)
        async with self._limiter(chat_id), self._overall:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._resting[chat_id] = _clock() + seconds(error.retry_after)
                raise

    async def _rest(self, chat_id: int) -> None:
        left = self._resting.get(chat_id, 0.0) - _clock()
        if left > _PATIENCE_SECONDS:
            raise RetryAfter(timedelta(seconds=left))
        if left > 0:
            await asyncio.sleep(left)
        self._resting.pop(chat_id, None)

    def _limiter(self, chat_id: int) -> AsyncLimiter:
        limiter = self._chats.pop(chat_id, None)
        if limiter is None:
            group = self._chat_seconds * 60 / _GROUP_PER_MINUTE
            limiter = AsyncLimiter(1, group if chat_id < 0 else self._chat_seconds)
        self._chats[chat_id] = limiter
        if len(self._chats) > _KNOWN_CHATS:
            self._chats.popitem(last=False)
        return limiter


def seconds(pause: int | timedelta) -> float:
    """A pause of the library in seconds; it is becoming a timedelta there."""
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _clock() -> float:
    return asyncio.get_running_loop().time()
