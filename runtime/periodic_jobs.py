"""Runs periodic jobs with APScheduler.

A timer only starts an asyncio task and returns, so that stopping the scheduler interrupts no job.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.errors import ForewarnError
from runtime.clock import now

log = structlog.get_logger()

# From the signal to the end of the process, however slow servers are: first the work in flight may
# finish for IN_FLIGHT_SECONDS, then the bot may answer the updates that it has received.
STOP_SECONDS = 30.0
IN_FLIGHT_SECONDS = 20.0
ANSWER_SECONDS = 5.0
_CUT_SECONDS = 1.0


class PeriodicJobs:
    """The timers of one process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._working: dict[str, asyncio.Task[None]] = {}

    def every(
        self, name: str, seconds: int, jitter: int, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Run `work` now and every `seconds`, plus or minus the jitter; never twice at once."""

        async def wake() -> None:
            running = self._working.get(name)
            if running is None or running.done():
                self._working[name] = asyncio.create_task(_run_logged(name, work))

        trigger = IntervalTrigger(seconds=seconds, jitter=jitter or None, timezone="UTC")
        self._scheduler.add_job(
            wake,
            trigger,
            id=name,
            next_run_time=now(),
            # Run a late job, too; by default APScheduler skips it after a second.
            misfire_grace_time=None,
            coalesce=True,
        )

    def start(self) -> None:
        """Start the timers."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the timers; jobs that run go on."""
        self._scheduler.shutdown(wait=False)

    def running(self) -> list[asyncio.Task[None]]:
        """List the tasks of the jobs that run now."""
        return [task for task in self._working.values() if not task.done()]


async def _run_logged(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` and log its errors; the next run tries again."""
    try:
        await work()
    except ForewarnError as error:
        log.error("work_failed", work=name, reason=str(error))
    except Exception:
        log.exception("work_failed", work=name)


async def ended(work: Iterable[Awaitable[object]], seconds: float) -> None:
    """Wait for the work to end; cancel what takes longer than `seconds`, to be done again later."""
    tasks = [asyncio.ensure_future(one) for one in work]
    late = (await asyncio.wait(tasks, timeout=seconds))[1] if tasks else set()
    if late:
        log.warning("cut_off", count=len(late), seconds=seconds)
        for task in late:
            task.cancel()
        await asyncio.wait(late, timeout=_CUT_SECONDS)
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            log.error("stopping_failed", exc_info=error)


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set from now on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait for `seconds`, or until `stop` is set."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
