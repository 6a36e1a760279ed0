"""Polls Telegram for updates; after any answer or failure the next poll waits a bounded time."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.ext import ExtBot

from bot.channel import TOKEN_REFUSED, TOKEN_REST
from bot.pacer import seconds
from bot.updates import update_of

log = structlog.get_logger()

T = TypeVar("T")
# Long polling: Telegram delays its answer this long while there is nothing new.
_LONG_POLL_SECONDS = 10
_NETWORK_SECONDS = 20
# The least time between two polls.
_POLL_GAP_SECONDS = 0.2
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
# A pause that Telegram requests is cut to this.
_LONGEST_PAUSE = 600.0


class PollingBot(ExtBot[Any]):
    """The bot; it also gives updates as raw JSON, so that an unreadable one does not hide others."""

    async def raw_updates(self, offset: int, allowed: list[str]) -> object:
        """Get updates from that id on; this confirms all earlier ones."""
        parameters = {"offset": offset, "timeout": _LONG_POLL_SECONDS, "allowed_updates": allowed}
        limit = _LONG_POLL_SECONDS + _NETWORK_SECONDS
        async with asyncio.timeout(2 * limit):
            return await self._post("getUpdates", parameters, read_timeout=limit)


class Backoff:
    """Decides how long to wait after a failure and logs it; a refused token only once."""

    def __init__(self) -> None:
        self._wait = _FIRST_WAIT
        self._is_refused = False

    def answered(self) -> None:
        """Reset the wait after an answer of Telegram."""
        if self._is_refused:
            log.info("telegram_token_taken")
        self._is_refused = False
        self._wait = _FIRST_WAIT

    def failed(self, error: Exception) -> float:
        """Log a failure; return the seconds until the next try."""
        if isinstance(error, InvalidToken):
            if not self._is_refused:
                log.error("telegram_token_refused", hint=TOKEN_REFUSED)
            self._is_refused = True
            return TOKEN_REST.total_seconds()
        if isinstance(error, Conflict):
            log.error(
                "telegram_conflict", hint="another process polls this token; stop one of them"
            )
        else:
            log.warning("telegram_unreachable", error=type(error).__name__)
        if isinstance(error, RetryAfter):
            return min(seconds(error.retry_after), _LONGEST_PAUSE)
        wait, self._wait = self._wait, min(2 * self._wait, _LONGEST_WAIT)
        return wait


async def until_answered(
    call: Callable[[], Awaitable[T]], stop: asyncio.Event, backoff: Backoff
) -> T | None:
    """Repeat a call until it succeeds and return its result; None when `stop` is set before."""
    while not stop.is_set():
        attempt = asyncio.ensure_future(call())
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({attempt, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not attempt.done():
                return None
            result = attempt.result()
        except Exception as error:  # noqa: BLE001 - whatever a poll raises, the bot waits and polls again
            await _rest(backoff.failed(error), stop)
        else:
            backoff.answered()
            return result
        finally:
            attempt.cancel()
            stopped.cancel()
    return None


async def poll(
    bot: PollingBot,
    allowed: list[str],
    take: Callable[[Update], Awaitable[None]],
    stop: asyncio.Event,
    backoff: Backoff,
) -> None:
    """Pass each update to `take` until `stop` is set; skip what is not an update."""
    offset = 0
    while not stop.is_set():
        get_updates = partial(bot.raw_updates, offset, allowed)
        updates = await until_answered(get_updates, stop, backoff)
        for values in updates if isinstance(updates, list) else ():
            if update := update_of(values, bot):
                await take(update)
            else:
                log.warning("update_unreadable")
            offset = max(offset, _update_id(values) + 1)
        await _rest(_POLL_GAP_SECONDS, stop)


def _update_id(values: object) -> int:
    number = values.get("update_id") if isinstance(values, dict) else None
    return number if isinstance(number, int) and 0 <= number < 2**63 - 1 else -1


async def _rest(wait: float, stop: asyncio.Event) -> None:
    """Wait that many seconds, or until `stop` is set."""
    try:
        await asyncio.wait_for(stop.wait(), wait)
    except TimeoutError:
        return
