"""`forewarn run`: schedule, crawls, deliveries and the bot in one loop.

Whether something is due is a fact of the database; a timer only looks.
"""

import asyncio
from collections.abc import Sequence

import structlog

from forewarn.channels import channels_of, mail_channel, telegram_bot
from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.digests import make_due
from forewarn.dispatcher import Dispatcher
from forewarn.listening import Listener
from forewarn.operators import tell_operators
from forewarn.upkeep import enqueue_due, tidy
from forewarn.waking import Wakes, stop_signal
from forewarn.web_server import WebServer
from forewarn.wiring import Parts
from monitor.audience import ChannelName
from storage.occupation import Occupation

log = structlog.get_logger()


class Service:
    """Everything that `forewarn run` does, until it is told to stop."""

    def __init__(self, parts: Parts, roles: Sequence[Occupation]) -> None:
        self._parts = parts
        self._roles = roles
        bot = telegram_bot(parts.settings)
        channels = channels_of(parts.settings, bot, mail_channel(parts.settings))
        self._telegram = channels.get(ChannelName.TELEGRAM)
        self._dispatcher = Dispatcher(parts, channels)
        self._crawls = Crawls(parts)
        self._wakes = Wakes()
        self._listener = Listener(parts, bot)
        self._web = WebServer(parts, self._listener.chat)

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what is in flight."""
        self._stop = stop_signal()
        beside = [
            asyncio.create_task(self._listener.listen(self._stop)),
            asyncio.create_task(self._web.serve()),
        ]
        self._schedule()
        self._wakes.start()
        log.info("started")
        await self._stop.wait()
        log.info("stopping")
        await self._close(beside)

    def _schedule(self) -> None:
        """Name, seconds between two wakes, seconds of jitter, work."""
        self._wakes.every("roles", 10, 0, self._keep_roles)
        self._wakes.every("due", 30, 5, self._enqueue_due)
        self._wakes.every("crawl", 1, 0, self._crawls.start_queued)
        self._wakes.every("deliver", 2, 0, self._deliver)
        self._wakes.every("digest", 60, 10, self._make_digests)
        self._wakes.every("operators", 60, 10, self._tell_operators)
        self._wakes.every("tidy", 86_400, 3_600, self._tidy)

    async def _keep_roles(self) -> None:
        """A database server that was restarted has forgotten that we are its service."""
        held = [await asyncio.to_thread(role.hold) for role in self._roles]
        if not all(held):
            log.error("taken_over", hint="another `forewarn run` works on this database")
            self._stop.set()

    async def _enqueue_due(self) -> None:
        await asyncio.to_thread(self._crawls.rescue)
        await asyncio.to_thread(enqueue_due, self._parts)

    async def _deliver(self) -> None:
        await self._dispatcher.deliver_due()

    async def _make_digests(self) -> None:
        await asyncio.to_thread(make_due, self._parts, now())

    async def _tell_operators(self) -> None:
        if self._telegram:
            await tell_operators(self._parts, self._telegram)

    async def _tidy(self) -> None:
        await asyncio.to_thread(tidy, self._parts)

    async def _close(self, beside: list[asyncio.Task[None]]) -> None:
        self._wakes.stop()
        self._dispatcher.stop()
        await self._listener.hear_no_more()
        self._web.stop()
        await asyncio.gather(self._crawls.stop(), self._wakes.finished(), *beside)
        await self._listener.close()
        log.info("stopped")
