"""Takes up a changed catalogue while a process runs: by itself, and at once on SIGHUP."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from delivery.operator_reports import report_catalogue
from forewarn.live_catalogue import Stamps
from forewarn.wiring import AppContext
from monitor.errors import CatalogueError, ConfigurationError
from runtime.periodic_jobs import PeriodicJobs

log = structlog.get_logger()

_LOOK_SECONDS = 2


class CatalogueWatch:
    """Looks at the files and loads them when they change.

    `reports`: whether the operators' chats are told of what is wrong, as by one process only.
    """

    def __init__(self, context: AppContext, *, reports: bool) -> None:
        self._context = context
        self._reports = reports
        self._seen: Stamps | None = None
        self._reported = _texts(context.catalogue.problems)

    async def look(self) -> None:
        """Load the files if they changed, and again did not change since the last look."""
        stamps = await asyncio.to_thread(self._context.live.stamps)
        is_settled, self._seen = stamps == self._seen, stamps
        if is_settled and self._context.live.is_stale(stamps):
            await self.reload()

    async def reload(self) -> None:
        """Load the files, and say once what is wrong with them."""
        problems = await asyncio.to_thread(self._load)
        new = [problem for problem in problems if str(problem) not in self._reported]
        self._reported = _texts(problems)
        for problem in new:
            log.error("catalogue_problem", reason=str(problem))
        if new and self._reports:
            await asyncio.to_thread(report_catalogue, self._context, [str(one) for one in new])

    def _load(self) -> Sequence[ConfigurationError]:
        before = self._context.catalogue.sources
        try:
            loaded = self._context.live.reload()
        except ConfigurationError as error:
            return (error,)
        log.info("catalogue_loaded", sources=len(loaded.sources), before=len(before))
        return loaded.problems


@asynccontextmanager
async def watched_catalogue(context: AppContext, *, reports: bool = False) -> AsyncIterator[None]:
    """Take up changes of the catalogue, as long as the caller runs."""
    watch, timers = CatalogueWatch(context, reports=reports), PeriodicJobs()
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    def reload_now() -> None:
        task = loop.create_task(watch.reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGHUP, reload_now)
    timers.every("catalogue", _LOOK_SECONDS, 0, watch.look)
    timers.start()
    try:
        yield
    finally:
        timers.stop()
        loop.remove_signal_handler(signal.SIGHUP)
        await asyncio.gather(*timers.running(), *tasks, return_exceptions=True)


def _texts(problems: Sequence[ConfigurationError | CatalogueError]) -> frozenset[str]:
    return frozenset(map(str, problems))
