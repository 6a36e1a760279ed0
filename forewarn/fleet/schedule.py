"""`forewarn schedule`: the one clock of many machines. It wants work; workers do it."""

import asyncio
from functools import partial

import structlog
from procrastinate import App

from forewarn.channels import channels_of, mail_channel, telegram_bot
from forewarn.fleet import planner
from forewarn.fleet.leading import in_turn
from forewarn.fleet.planner import Task, Wanted
from forewarn.fleet.queue import open_queue
from forewarn.fleet.rescue import forget_parked, rescue
from forewarn.upkeep import enqueue_due
from forewarn.waking import Wakes, stop_signal
from forewarn.wiring import Parts
from storage.occupation import Occupation, Role

log = structlog.get_logger()


class Schedule:
    """The timers, for as long as they are ours."""

    def __init__(self, parts: Parts, app: App) -> None:
        self._parts = parts
        self._app = app
        settings = parts.settings
        self._channels = set(channels_of(settings, telegram_bot(settings), mail_channel(settings)))

    async def serve(self, over: asyncio.Event) -> None:
        """Want work until our time is over."""
        wakes = Wakes()
        wakes.every("due", 30, 5, self._enqueue_due)
        wakes.every("crawl", 2, 0, self._want_crawls)
        wakes.every("deliver", 2, 0, self._want_deliveries)
        wakes.every("rescue", 10, 0, partial(rescue, self._app, self._parts))
        wakes.every("digest", 60, 10, partial(self._want, Task.DIGESTS))
        wakes.every("operators", 60, 10, partial(self._want, Task.OPERATORS))
        wakes.every("tidy", 86_400, 3_600, self._tidy)
        wakes.start()
        log.info("started")
        await over.wait()
        wakes.stop()
        await wakes.finished()
        log.info("stopped")

    async def _enqueue_due(self) -> None:
        await asyncio.to_thread(enqueue_due, self._parts)

    async def _want_crawls(self) -> None:
        wanted = await asyncio.to_thread(planner.crawls, self._parts)
        await planner.enqueue(self._app, self._parts, wanted)

    async def _want_deliveries(self) -> None:
        wanted = await asyncio.to_thread(planner.deliveries, self._parts, self._channels)
        await planner.enqueue(self._app, self._parts, wanted)

    async def _want(self, task: Task) -> None:
        await planner.enqueue(self._app, self._parts, [Wanted(task=task, lock=task)])

    async def _tidy(self) -> None:
        await forget_parked(self._app)
        await self._want(Task.TIDY)


async def run_schedule(parts: Parts) -> None:
    """Lead, or stand by for the leader's death, until SIGTERM or SIGINT."""
    stop = stop_signal()
    async with open_queue(parts.settings) as app:
        await in_turn(Occupation(parts.database, Role.TIMERS), stop, Schedule(parts, app).serve)
