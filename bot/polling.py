"""Asks Telegram for updates. Whatever it answers, the next question comes neither at once nor never."""

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
# Telegram holds the answer back for so long while there is nothing new.
_HOLD_SECONDS = 10
_ANSWER_SECONDS = 20
# Between two questions, however fast the answers come.
_FLOOR_SECONDS = 0.2
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
# No pause makes us deaf for longer.
_LONGEST_PAUSE = 600.0


class PollingBot(ExtBot[Any]):
    """The bot, which also takes updates as they come: one that cannot be read hides no other."""

    async def raw_updates(self, offset: int, allowed: list[str]) -> object:
        """What is new from that number on; what came before is done with."""
        asked = {"offset": offset, "timeout": _HOLD_SECONDS, "allowed_updates": allowed}
        limit = _HOLD_SECONDS + _ANSWER_SECONDS
        async with asyncio.timeout(2 * limit):
            return await self._post("getUpdates", asked, read_timeout=limit)


class Patience:
    """How long to wait after a failure, told in one line; a refused token once until it is taken."""

    def __init__(self) -> None:
        self._wait = _FIRST_WAIT
        self._is_refused = False

    def answered(self) -> None:
        """Telegram answers."""
        if self._is_refused:
            log.info("telegram_token_taken")
        self._is_refused = False
        self._wait = _FIRST_WAIT

    def failed(self, error: Exception) -> float:
        """Seconds until the next try."""
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
    call: Callable[[], Awaitable[T]], stop: asyncio.Event, patience: Patience
) -> T | None:
    """What the call gives, once it succeeds; None when we are told to stop before."""
    while not stop.is_set():
        asked = asyncio.ensure_future(call())
        told = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({asked, told}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                return None
            result = asked.result()
        except Exception as error:  # noqa: BLE001 - whatever a poll raises, the bot rests and asks again
            await _rest(patience.failed(error), stop)
        else:
            patience.answered()
            return result
        finally:
            asked.cancel()
            told.cancel()
    return None


async def poll(
    bot: PollingBot,
    allowed: list[str],
    take: Callable[[Update], Awaitable[None]],
    stop: asyncio.Event,
    patience: Patience,
) -> None:
    """Hand over what comes in until told to stop; what is no update is passed over."""
    offset = 0
    while not stop.is_set():
        ask = partial(bot.raw_updates, offset, allowed)
        found = await until_answered(ask, stop, patience)
        for values in found if isinstance(found, list) else ():
            if update := update_of(values, bot):
                await take(update)
            else:
                log.warning("update_unreadable")
            offset = max(offset, _number(values) + 1)
        await _rest(_FLOOR_SECONDS, stop)


def _number(values: object) -> int:
    number = values.get("update_id") if isinstance(values, dict) else None
    return number if isinstance(number, int) and 0 <= number < 2**63 - 1 else -1


async def _rest(wait: float, stop: asyncio.Event) -> None:
    """Wait so long, or until told to stop."""
    try:
        await asyncio.wait_for(stop.wait(), wait)
    except TimeoutError:
        return
