"""Updates of different chats side by side, of one chat in order; a flood waits for nobody."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from monitor.errors import StorageError

log = structlog.get_logger()

_AT_ONCE = 64
# A person does not type faster; more than this from one chat is dropped, so that a flood
# takes no place from others.
_MOST_WAITING = 8


class ChatQueue(BaseUpdateProcessor):
    """Each chat's updates one after the other, each once.

    `take`: whether the update of that number is new; it is not any more.
    """

    def __init__(self, take: Callable[[int], bool]) -> None:
        super().__init__(_AT_ONCE)
        self._take = take
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[int, int] = defaultdict(int)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Deal with it when its chat's turn has come."""
        chat = update.effective_chat if isinstance(update, Update) else None
        key = chat.id if chat else 0
        if self._waiting[key] >= _MOST_WAITING:
            log.warning("update_dropped", chat=key)
            _close(coroutine)
            return
        self._waiting[key] += 1
        try:
            async with self._turns[key]:
                if await self._is_new(update):
                    await coroutine
                else:
                    _close(coroutine)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._turns[key]

    async def _is_new(self, update: object) -> bool:
        """Telegram hands an update over again until it is sure, also after a restart of ours."""
        if not isinstance(update, Update):
            return True
        try:
            is_new = await asyncio.to_thread(self._take, update.update_id)
        except StorageError:
            # Whoever acts on it will say that the database is away.
            return True
        if not is_new:
            log.info("update_came_again", update=update.update_id)
        return is_new


def _close(coroutine: Awaitable[Any]) -> None:
    """It will not be awaited, and Python should not complain of that."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
