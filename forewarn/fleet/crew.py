"""What a worker does for each kind of job."""

import asyncio
from collections.abc import Mapping

import structlog
from procrastinate import App, JobContext, RetryStrategy

from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.digests import make_due
from forewarn.dispatcher import Dispatcher
from forewarn.fleet.planner import Task, waiting_in
from forewarn.fleet.rescue import ATTEMPTS, runner_of
from forewarn.operators import tell_operators
from forewarn.upkeep import tidy
from forewarn.wiring import Parts
from monitor.audience import ChannelName
from monitor.errors import ConfigurationError, StorageError
from monitor.ports import Channel
from monitor.tracker import Tracker

log = structlog.get_logger()

# Checks at a time, by the tries that ended with a dead worker: the one that kills is found.
_BATCHES = (500, 20, 1)
_FENCE_SECONDS = 10.0
_RETRY = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=5)


class Crew:
    """The work of one worker, and the way to end it in good order."""

    def __init__(self, parts: Parts, channels: Mapping[ChannelName, Channel]) -> None:
        self._parts = parts
        self._channels = channels
        self._crawls: set[Crawls] = set()
        self._dispatchers: set[Dispatcher] = set()
        self._stopping = False

    def sign_on(self, app: App) -> None:
        """Tell the queue who does what."""
        app.task(name=Task.CRAWL, pass_context=True, retry=_RETRY)(self.crawl)
        app.task(name=Task.DELIVER, retry=_RETRY)(self.deliver)
        app.task(name=Task.DIGESTS, retry=_RETRY)(self.digests)
        app.task(name=Task.OPERATORS, retry=_RETRY)(self.operators)
        app.task(name=Task.TIDY, retry=_RETRY)(self.tidy)
        app.task(name=Task.REPLAY, retry=_RETRY)(self.replay)

    async def stop(self) -> None:
        """End what is in flight: a crawl gives back what it has not begun."""
        self._stopping = True
        for dispatcher in self._dispatchers:
            dispatcher.stop()
        await asyncio.gather(*(crawls.stop() for crawls in self._crawls))

    async def crawl(self, context: JobContext, partition: int) -> None:
        """Crawl what waits in a partition; after a death only a little of it."""
        runner, tries = runner_of(context.job.id or 0), context.job.attempts
        crawls = Crawls(self._parts, runner=runner, cores=1)
        self._crawls.add(crawls)
        try:
            while waiting := await asyncio.to_thread(waiting_in, self._parts, partition):
                batch = waiting[: _BATCHES[min(tries, len(_BATCHES) - 1)]]
                await self._fenced(crawls, runner, [check.id for check in batch])
                if tries or self._stopping:
                    return
        finally:
            self._crawls.discard(crawls)

    async def deliver(self, channel: str) -> None:
        """Send what is due on a channel."""
        name = ChannelName(channel)
        if name not in self._channels:
            raise ConfigurationError(f"this worker cannot send by {name}; see: forewarn doctor")
        dispatcher = Dispatcher(self._parts, {name: self._channels[name]})
        self._dispatchers.add(dispatcher)
        try:
            await dispatcher.deliver_due()
        finally:
            self._dispatchers.discard(dispatcher)

    async def digests(self) -> None:
        """Make the digests that are due."""
        await asyncio.to_thread(make_due, self._parts, now())

    async def operators(self) -> None:
        """Tell the operators what broke and healed."""
        if telegram := self._channels.get(ChannelName.TELEGRAM):
            await tell_operators(self._parts, telegram)

    async def tidy(self) -> None:
        """Let go of what is past its time."""
        await asyncio.to_thread(tidy, self._parts)

    async def replay(self, source_ids: list[str]) -> None:
        """Read the stored captures of these sources again."""
        tracker = Tracker(self._parts.archive)
        for source in filter(None, map(self._parts.sources.get, source_ids)):
            if self._stopping:
                raise InterruptedError("the worker stops; the job is tried again")
            result = await asyncio.to_thread(tracker.replay, source, now())
            log.info("replayed", source=source.id, outcome=result.outcome, version=result.version)

    async def _fenced(self, crawls: Crawls, runner: str, check_ids: list[int]) -> None:
        """Crawl while the checks are ours: a worker that was taken for dead lets go of them."""
        work = asyncio.create_task(crawls.run_free(check_ids))
        while not (await asyncio.wait({work}, timeout=_FENCE_SECONDS))[0]:
            if not await asyncio.to_thread(self._is_ours, runner):
                await crawls.stop()
        await work

    def _is_ours(self, runner: str) -> bool:
        try:
            return runner in self._parts.jobs.runners()
        except StorageError:
            return True
