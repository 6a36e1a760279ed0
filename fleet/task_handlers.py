"""Handlers for the tasks of a worker."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import structlog
from procrastinate import App, JobContext, RetryStrategy

from delivery.briefer import Briefer
from delivery.digests import make_due
from delivery.dispatcher import Dispatcher
from delivery.operator_reports import notify_operators
from fleet.context import FleetContext
from fleet.planner import Task, batch
from fleet.rescue import ATTEMPTS, runner_of
from launcher.drawing import Drawer
from launcher.maintenance import prune_records
from launcher.parent import Crawls
from monitor.audience import ChannelName
from monitor.errors import ConfigurationError, ForewarnError, StorageError
from monitor.ports import Channel
from runtime.clock import now
from storage.tracker import Tracker

log = structlog.get_logger()

_FENCE_SECONDS = 10.0
_RETRY = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=5)


class TaskHandlers:
    """The task handlers of one worker; `stop` ends them cleanly."""

    def __init__(
        self,
        context: FleetContext,
        channels: Mapping[ChannelName, Channel],
        briefer: Briefer | None = None,
    ) -> None:
        self._context = context
        self._channels = channels
        self._briefer = briefer
        self._drawer = Drawer(context)
        self._crawls: set[Crawls] = set()
        self._dispatchers: set[Dispatcher] = set()
        self._stopping = False

    def register(self, app: App) -> None:
        """Register a handler for each task."""
        crawls = {Task.CRAWL: self.crawl, Task.ON_DEMAND: self.on_demand}
        for task, crawl in crawls.items():
            app.task(name=task, pass_context=True, retry=_RETRY)(_with_error_log(task, crawl))
        for task, work in (
            (Task.DELIVER, self.deliver),
            (Task.DIGESTS, self.digests),
            (Task.OPERATORS, self.operators),
            (Task.BRIEFS, self.briefs),
            (Task.PICTURES, self.pictures),
            (Task.PRUNE, self.prune_records),
            (Task.REPLAY, self.replay),
        ):
            app.task(name=task, retry=_RETRY)(_with_error_log(task, work))

    async def stop(self) -> None:
        """Finish what is in flight; a crawl releases the checks that it has not started."""
        self._stopping = True
        for dispatcher in self._dispatchers:
            dispatcher.stop()
        if self._briefer:
            self._briefer.stop()
        self._drawer.stop()
        await asyncio.gather(*(crawls.stop() for crawls in self._crawls))

    async def crawl(self, context: JobContext) -> None:
        """Run the queued checks, in batches of hosts."""
        await self._crawl_waiting(context, on_demand=False)

    async def on_demand(self, context: JobContext) -> None:
        """Run the checks that were requested in a chat."""
        await self._crawl_waiting(context, on_demand=True)

    async def _crawl_waiting(self, context: JobContext, *, on_demand: bool) -> None:
        runner = runner_of(context.job.id or 0)
        crawls = Crawls(self._context, runner=runner, cores=1)
        choose = partial(batch, host_of=crawls.host_of, on_demand=on_demand)
        self._crawls.add(crawls)
        try:
            while not self._stopping:
                claimed = await asyncio.to_thread(crawls.claim, choose)
                if not claimed:
                    return
                await self._run_fenced(crawls, runner, claimed)
        finally:
            self._crawls.discard(crawls)

    async def deliver(self, channel: str) -> None:
        """Send the due messages of a channel."""
        name = ChannelName(channel)
        if name not in self._channels:
            raise ConfigurationError(f"this worker cannot send by {name}; see: forewarn doctor")
        dispatcher = Dispatcher(self._context, {name: self._channels[name]})
        self._dispatchers.add(dispatcher)
        try:
            await dispatcher.deliver_due()
        finally:
            self._dispatchers.discard(dispatcher)

    async def digests(self) -> None:
        """Make the digests that are due."""
        await asyncio.to_thread(make_due, self._context, now())
        await asyncio.to_thread(self._context.stores.tasks.enqueue_reminders, now())

    async def operators(self) -> None:
        """Enqueue reports of failures and recoveries for the operators."""
        await asyncio.to_thread(notify_operators, self._context)

    async def briefs(self) -> None:
        """Ask the model for the briefs and translations that are wanted."""
        if self._briefer is None:
            raise ConfigurationError("this worker has no model; see FOREWARN_MODEL_URL")
        await self._briefer.answer_due()

    async def pictures(self) -> None:
        """Draw the captures of changes, where this worker has a browser."""
        await self._drawer.draw_due()

    async def prune_records(self) -> None:
        """Delete records whose retention time is over."""
        await asyncio.to_thread(prune_records, self._context)

    async def replay(self, source_ids: list[str]) -> None:
        """Read the stored snapshots of these sources again."""
        tracker = Tracker(self._context.stores.archive)
        for source in filter(None, map(self._context.sources.get, source_ids)):
            if self._stopping:
                raise InterruptedError("the worker stops; the job is tried again")
            result = await asyncio.to_thread(tracker.replay, source, now())
            log.info("replayed", source=source.id, outcome=result.outcome, version=result.version)

    async def _run_fenced(self, crawls: Crawls, runner: str, check_ids: list[int]) -> None:
        """Crawl while the checks are ours; stop when they were requeued, as of a dead worker."""
        work = asyncio.create_task(crawls.run_taken(check_ids))
        while not (await asyncio.wait({work}, timeout=_FENCE_SECONDS))[0]:
            if not await asyncio.to_thread(self._is_ours, runner):
                await crawls.stop()
        await work

    def _is_ours(self, runner: str) -> bool:
        try:
            return runner in self._context.stores.jobs.runners()
        except StorageError:
            return True


def _with_error_log(
    task: Task, work: Callable[..., Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    """Log an error of the handler and raise it; the queue retries and finally parks the job."""

    async def run(*words: Any, **values: Any) -> None:
        try:
            await work(*words, **values)
        except ForewarnError as error:
            log.error("job_failed", task=task, reason=str(error))
            raise
        except Exception:
            log.exception("job_failed", task=task)
            raise

    return run
