"""Process updates of different chats concurrently, those of one chat in order."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from monitor.errors import StorageError

log = structlog.get_logger()

_MAX_CONCURRENT = 64
# No person types faster. Drop more than this from one chat, so that a flood does not block others.
_MAX_WAITING = 8


class ChatQueue(BaseUpdateProcessor):
    """Processes the updates of each chat one after the other, each once.

    `take`: marks the update of that id as seen and returns whether it was new.
    """

    def __init__(self, take: Callable[[int], bool]) -> None:
        super().__init__(_MAX_CONCURRENT)
        self._take = take
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[int, int] = defaultdict(int)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process an update after the earlier updates of its chat; drop it when too many wait."""
        chat = update.effective_chat if isinstance(update, Update) else None
        key = chat.id if chat else 0
        if self._waiting[key] >= _MAX_WAITING:
            log.warning("update_dropped", chat=key)
            _close(coroutine)
            return
        self._waiting[key] += 1
        try:
            async with self._locks[key]:
                if await self._is_new(update):
                    await coroutine
                else:
                    _close(coroutine)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

    async def _is_new(self, update: object) -> bool:
        """Return whether the update was not processed before.

        Telegram sends an update again until it is confirmed, also after our restart.
        """
        if not isinstance(update, Update):
            return True
        try:
            is_new = await asyncio.to_thread(self._take, update.update_id)
        except StorageError:
            # The handler will report that the database is unavailable.
            return True
        if not is_new:
            log.info("update_came_again", update=update.update_id)
        return is_new


def _close(coroutine: Awaitable[Any]) -> None:
    """Close a coroutine that is not awaited, so that Python does not warn."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
