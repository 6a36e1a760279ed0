"""Runs queued checks in child processes. What a child stored is its result, not its exit code."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

import structlog

from crawler.watchdog import UNFINISHED
from launcher.context import LauncherContext
from launcher.partition import CrawlRequest, partitions
from monitor.check_reason import CheckReason
from monitor.errors import StorageError
from monitor.model import FetchFailure, Outcome
from monitor.ports import ChangeSet, CheckOutcome, CheckResult
from monitor.source import Source
from runtime.clock import now
from storage.jobs.crawl_jobs import Choice, CrawlJob, Waiting
from storage.jobs.host_leases import holder_of

log = structlog.get_logger()

# -P: import nothing from the folder that we were started in.
COMMAND = (sys.executable, "-P", "-m", "launcher.child")
# A crawl of the whole catalogue takes minutes; one that takes this long is stuck.
LONGEST_SECONDS = 3600.0
# How long a crawl may run on after SIGTERM.
GRACE_SECONDS = 30.0
# Checks that run for longer belong to a machine that is gone; no crawl takes so long.
_STALE = 2 * timedelta(seconds=LONGEST_SECONDS)
_CORES = os.cpu_count() or 1
_MAX_CHILDREN = 3
_POLL_SECONDS = 0.5
# How long a crawl may run on when the service stops; less than the service itself has.
_STOP_SECONDS = 15.0


class Crawls:
    """The crawls of this process and their child processes."""

    def __init__(self, context: LauncherContext, *, runner: str = "", cores: int = _CORES) -> None:
        """`runner`: the name to record as the runner of the checks; default: this process."""
        self._context = context
        self._sources = context.sources
        self._runner = runner or f"{socket.gethostname()}:{os.getpid()}"
        self._cores = cores
        self._children: set[asyncio.subprocess.Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._is_claiming = False

    def rescue(self) -> int:
        """Requeue checks whose runner on this machine is dead, or is this process and idle.

        Also requeue checks that have run for hours: their machine is gone, or has a new name.
        Return how many were requeued.
        """
        stale = self._context.stores.jobs.requeue_older(now() - _STALE)
        dead = [
            r for r in self._context.stores.jobs.runners() if _is_dead(r) or self._is_idle_self(r)
        ]
        for runner in dead:
            self._context.stores.leases.free(runner, now())
        return stale + sum(self._context.stores.jobs.requeue(runner) for runner in dead)

    def _is_idle_self(self, runner: str) -> bool:
        """Whether the runner is this process, which runs no crawl: it could not close its checks."""
        return runner == self._runner and not (self._tasks or self._is_claiming)

    async def start_queued(self) -> None:
        """Start queued checks: those that somebody waits for at once, the others one batch at a time.

        Two crawls never visit one host at the same time.
        """
        if self._stopping:
            return
        waiting = await asyncio.to_thread(self._context.stores.jobs.queued)
        requested = [job for job in waiting if job.origin.is_awaited]
        others = [job for job in waiting if not job.origin.is_awaited]
        for batch, may_start in ((requested, _MAX_CHILDREN), (others, 1)):
            if batch and len(self._children) < may_start:
                await self._launch([job.id for job in batch])

    async def run(self, job_ids: Iterable[int]) -> list[CrawlJob]:
        """Run these checks and wait for all of them, also for those that another runner has.

        Checks that a crawl gave up are run again.
        """
        ids = list(job_ids)
        await self.run_free(ids)
        jobs = self._context.stores.jobs.get(ids)
        while any(job.result is None for job in jobs):
            await asyncio.sleep(_POLL_SECONDS)
            self.rescue()
            await self.run_free(ids)
            jobs = self._context.stores.jobs.get(ids)
        return jobs

    async def run_free(self, job_ids: list[int]) -> None:
        """Run those of these checks that no runner has, and wait for them."""
        await self._launch(job_ids)
        await self._wait_for_crawls()

    async def run_taken(self, job_ids: list[int]) -> None:
        """Run checks that our runner has claimed, and wait for them."""
        self._start(await asyncio.to_thread(self._context.stores.jobs.get, job_ids))
        await self._wait_for_crawls()

    async def stop(self) -> None:
        """Signal the children to finish what is in flight, and wait for them."""
        self._stopping = True
        for child in self._children:
            _signal(child, signal.SIGTERM)
        ending = asyncio.ensure_future(self._wait_for_crawls())
        if not (await asyncio.wait({ending}, timeout=_STOP_SECONDS))[0]:
            log.warning("crawl_cut_off")
            for child in self._children:
                _signal(child, signal.SIGKILL)
        await ending

    def _source(self, source_id: str) -> Source | None:
        return self._sources.get(source_id)

    async def _launch(self, job_ids: list[int]) -> None:
        # Between the claim and the start of its task a check must not look abandoned.
        self._is_claiming = True
        try:
            jobs = await asyncio.to_thread(self.take, job_ids)
            if jobs and self._stopping:
                await asyncio.to_thread(self._context.stores.jobs.release, [job.id for job in jobs])
                await asyncio.to_thread(self._context.stores.leases.free, self._holder(jobs), now())
            elif jobs:
                self._start(jobs)
        finally:
            self._is_claiming = False

    def _start(self, jobs: list[CrawlJob]) -> None:
        task = asyncio.create_task(self._crawl(jobs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait_for_crawls(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def take(self, job_ids: Iterable[int]) -> list[CrawlJob]:
        """Claim those of these checks that no runner has and whose hosts nobody visits."""
        ids = set(job_ids)

        def choose(waiting: list[Waiting], busy: set[str]) -> list[int]:
            return [
                check.id
                for check in waiting
                if check.id in ids and self.host_of(check.source_id) not in busy
            ]

        return self._context.stores.jobs.get(self.claim(choose))

    def claim(self, choose: Choice) -> list[int]:
        """Claim the checks that `choose` selects; return their ids."""
        return self._context.stores.jobs.claim(choose, self.host_of, self._runner, now())

    def host_of(self, source_id: str) -> str:
        """Return the host of a source; its id if it left the catalogue, so that its check can end."""
        source = self._source(source_id)
        return source.host if source else source_id

    def _sources_of(self, jobs: Iterable[CrawlJob]) -> list[Source]:
        """Return the sources of these checks, without those that left the catalogue."""
        return [source for job in jobs if (source := self._source(job.source_id))]

    def _holder(self, jobs: Iterable[CrawlJob]) -> str:
        """Name the lease holder of the hosts of these checks."""
        return holder_of(self._runner, [job.id for job in jobs])

    async def _crawl(self, jobs: list[CrawlJob]) -> None:
        code = await self._child(jobs)
        try:
            await asyncio.to_thread(self._close_unfinished, jobs, code)
            # Leases that the child released itself keep their values.
            await asyncio.to_thread(self._context.stores.leases.free, self._holder(jobs), now())
        except StorageError as error:
            log.error("checks_not_closed", reason=str(error))

    async def _child(self, jobs: list[CrawlJob]) -> int | None:
        """Crawl in a child process; return its exit code."""
        request = CrawlRequest.of(
            self._context.crawl_settings,
            self._holder(jobs),
            partitions(self._sources_of(jobs), self._cores),
        )
        child = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            env=_environment(),
            # Ctrl-C in a terminal signals only this process, which then stops the child cleanly.
            start_new_session=True,
        )
        self._children.add(child)
        try:
            if self._stopping:
                _signal(child, signal.SIGTERM)
            await asyncio.wait_for(child.communicate(request.to_bytes()), LONGEST_SECONDS)
        except TimeoutError:
            log.error("crawl_stuck", sources=len(jobs))
            await _end(child)
        finally:
            self._children.discard(child)
        return child.returncode

    def _close_unfinished(self, jobs: list[CrawlJob], code: int | None) -> None:
        """Requeue the checks that a child left unfinished, if we stop or it gave up a source.

        Otherwise record them as failed.
        """
        if self._stopping or code == UNFINISHED:
            self._context.stores.jobs.release(job.id for job in jobs)
            return
        for job in self._context.stores.jobs.get(job.id for job in jobs):
            if job.result is None:
                self._fail_unfinished(job)

    def _fail_unfinished(self, job: CrawlJob) -> None:
        end_unfinished(self._context, job, "it ended before this source was done; see the log")


def end_unfinished(context: LauncherContext, job: CrawlJob, why: str) -> None:
    """Record a check as failed because its process died; as skipped when its source is unknown."""
    source = context.sources.get(job.source_id)
    if source is None:
        reason = CheckReason("unknown", "the catalogue has no such source any more")
        result = CheckResult(source_id=job.source_id, outcome=Outcome.SKIPPED, reason=reason)
        context.stores.jobs.finish(result, now())
        return
    reason = CheckReason("crawl-process", why)
    failure = FetchFailure(source_id=source.id, failed_at=now(), reason=reason)
    change_set = ChangeSet(outcome=Outcome.FAILED, reason=reason, failure=failure)
    context.stores.archive.record([CheckOutcome(source, change_set)], now())


def _environment() -> dict[str, str]:
    """Return our environment without Forewarn's settings: the request has all that it needs."""
    return {name: text for name, text in os.environ.items() if not name.startswith("FOREWARN_")}


def _is_dead(runner: str) -> bool:
    host, _, pid = runner.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _signal(child: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal all processes of a crawl: the child leads a session with one for each core."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)


async def _end(child: asyncio.subprocess.Process) -> None:
    _signal(child, signal.SIGTERM)
    try:
        await asyncio.wait_for(child.wait(), GRACE_SECONDS)
    except TimeoutError:
        _signal(child, signal.SIGKILL)
        await child.wait()
