"""`forewarn schedule`: the scheduler of many machines. It enqueues jobs; workers run them."""

import asyncio
from collections.abc import Collection
from functools import partial

import structlog
from procrastinate import App

from fleet import planner
from fleet.context import FleetContext
from fleet.leader import run_as_leader
from fleet.planner import QueueJob, Task
from fleet.queue import open_queue
from fleet.rescue import forget_parked, rescue
from launcher.maintenance import enqueue_due
from monitor.audience import ChannelName
from runtime.periodic_jobs import IN_FLIGHT_SECONDS, PeriodicJobs, ended, stop_signal
from storage.jobs.role_lock import Role, RoleLock

log = structlog.get_logger()


class Schedule:
    """The timers of the leader."""

    def __init__(self, context: FleetContext, channels: Collection[ChannelName], app: App) -> None:
        self._context = context
        self._channels = channels
        self._app = app

    async def serve(self, over: asyncio.Event) -> None:
        """Enqueue jobs by the timers until `over` is set."""
        timers = PeriodicJobs()
        timers.every("due", 30, 5, self._enqueue_due)
        timers.every("crawl", 2, 0, self._enqueue_crawls)
        timers.every("deliver", 2, 0, self._enqueue_deliveries)
        timers.every("rescue", 10, 0, partial(rescue, self._app, self._context))
        timers.every("digest", 60, 10, partial(self._enqueue, Task.DIGESTS))
        if self._context.has_model:
            timers.every("briefs", 5, 0, partial(self._enqueue, Task.BRIEFS))
        if self._context.draws:
            timers.every("pictures", 10, 2, partial(self._enqueue, Task.PICTURES))
        timers.every("operators", 60, 10, partial(self._enqueue, Task.OPERATORS))
        timers.every("prune", 86_400, 3_600, self._prune)
        timers.start()
        log.info("started")
        await over.wait()
        timers.stop()
        await ended(timers.running(), IN_FLIGHT_SECONDS)
        log.info("stopped")

    async def _enqueue_due(self) -> None:
        await asyncio.to_thread(enqueue_due, self._context)

    async def _enqueue_crawls(self) -> None:
        jobs = await asyncio.to_thread(planner.crawls, self._context)
        await planner.enqueue(self._app, self._context, jobs)

    async def _enqueue_deliveries(self) -> None:
        jobs = await asyncio.to_thread(planner.deliveries, self._context, self._channels)
        await planner.enqueue(self._app, self._context, jobs)

    async def _enqueue(self, task: Task) -> None:
        await planner.enqueue(self._app, self._context, [QueueJob(task=task, lock=task)])

    async def _prune(self) -> None:
        await forget_parked(self._app)
        await self._enqueue(Task.PRUNE)


async def run_schedule(context: FleetContext, channels: Collection[ChannelName]) -> None:
    """Run as leader, or stand by to replace it, until SIGTERM or SIGINT."""
    stop = stop_signal()
    async with open_queue(context.database_url) as app:
        await run_as_leader(
            RoleLock(context.stores.database, Role.TIMERS),
            stop,
            Schedule(context, channels, app).serve,
        )
