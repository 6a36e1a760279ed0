"""Updates of different chats side by side, of one chat in order; a flood waits for nobody."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

log = structlog.get_logger()

_AT_ONCE = 64
# A person does not type faster; more than this from one chat is dropped, so that a flood
# takes no place from others.
_MOST_WAITING = 8


class ChatQueue(BaseUpdateProcessor):
    """Each chat's updates one after the other."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
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
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._turns[key]


def _close(coroutine: Awaitable[Any]) -> None:
    """It will not be awaited, and Python should not complain of that."""
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
