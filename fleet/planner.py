"""Plans which jobs are needed now, and enqueues those that are not in the queue yet.

A crawl job takes a batch of whole hosts: while it visits a host, no other job takes checks of that
host, so that its rate limit is kept however many workers there are. A delivery job is for one
channel: its lock keeps the channel's rate limit, and lets the next job wait while a slow channel is
busy.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from math import ceil
from typing import Any

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from fleet.context import FleetContext
from monitor.audience import ChannelName
from monitor.source import Source
from runtime.clock import now
from storage.jobs.crawl_jobs import Origin, Waiting
from storage.jobs.fleet_jobs import FleetJobs

# A batch has more hosts than one crawl visits at once, and few checks of each: it ends soon.
_HOSTS_PER_JOB = 64
_CHECKS_PER_HOST = 10
# Checks whose runner died are retried in small batches, then alone, to find the one at fault.
_BATCH_AFTER_A_CRASH = 20
# More concurrent jobs than any fleet can run.
_MAX_JOBS = 128
_LOW_PRIORITY = -10
# A job that has failed for good is not enqueued again within this time.
_RETRY_AFTER = timedelta(minutes=1)
_REPLAY_BATCH = 100


class Task(StrEnum):
    """The tasks of the workers."""

    CRAWL = "crawl"
    ON_DEMAND = "on-demand"
    DELIVER = "deliver"
    DIGESTS = "digests"
    OPERATORS = "operators"
    BRIEFS = "briefs"
    PICTURES = "pictures"
    PRUNE = "prune"
    REPLAY = "replay"


class Queue(StrEnum):
    """The queues: crawls use a core, requests from a chat are urgent, the rest waits for I/O."""

    CRAWL = "crawl"
    ON_DEMAND = "on-demand"
    SEND = "send"


# These tasks give up checks, not jobs: a failed job is enqueued again at once.
_RETRIED_AT_ONCE = (Task.CRAWL, Task.ON_DEMAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJob:
    """A job that should be in the queue."""

    task: Task
    lock: str
    queue: Queue = Queue.SEND
    priority: int = 0
    values: dict[str, Any] = field(default_factory=dict)


def crawls(context: FleetContext) -> list[QueueJob]:
    """Plan one crawl job for each batch, and a separate one for checks that somebody waits for."""
    waiting = context.stores.jobs.waiting()
    requested = sum(Origin(check.origin).is_awaited for check in waiting)
    jobs = min(ceil((len(waiting) - requested) / _HOSTS_PER_JOB), _MAX_JOBS)
    planned = [QueueJob(task=Task.CRAWL, queue=Queue.CRAWL, lock=f"crawl:{n}") for n in range(jobs)]
    return planned + [
        QueueJob(task=Task.ON_DEMAND, queue=Queue.ON_DEMAND, lock="on-demand")
    ] * bool(requested)


def batch(
    waiting: Iterable[Waiting],
    busy: Collection[str],
    host_of: Callable[[str], str],
    *,
    on_demand: bool = False,
) -> list[int]:
    """Select the ids of the checks for one crawl, only on hosts that no other crawl visits.

    `busy`: the hosts that are visited now. `on_demand`: only checks that somebody waits for.
    """
    hosts: dict[str, list[Waiting]] = {}
    for check in waiting:
        host = host_of(check.source_id)
        if host not in busy and Origin(check.origin).is_awaited >= on_demand:
            hosts.setdefault(host, []).append(check)
    free = [
        check
        for checks in islice(hosts.values(), _HOSTS_PER_JOB)
        for check in checks[:_CHECKS_PER_HOST]
    ]
    # The oldest check decides which crash count is taken, so that none waits for ever.
    crash_count = free[0].crash_count if free else 0
    size = {0: len(free), 1: _BATCH_AFTER_A_CRASH}.get(crash_count, 1)
    return [check.id for check in free if check.crash_count == crash_count][:size]


def deliveries(context: FleetContext, channels: Collection[ChannelName]) -> list[QueueJob]:
    """Plan a job for each channel that has due messages."""
    return [
        QueueJob(task=Task.DELIVER, lock=f"deliver:{name}", values={"channel": name})
        for name in context.stores.outbox.due_channels(channels, now())
    ]


def replays(sources: Sequence[Source]) -> list[QueueJob]:
    """Plan low-priority jobs that read the stored snapshots of these sources again."""
    ids = [source.id for source in sources]
    groups = [ids[n : n + _REPLAY_BATCH] for n in range(0, len(ids), _REPLAY_BATCH)]
    return [
        QueueJob(
            task=Task.REPLAY,
            queue=Queue.CRAWL,
            lock=f"replay:{group[0]}",
            priority=_LOW_PRIORITY,
            values={"source_ids": group},
        )
        for group in groups
    ]


async def enqueue(app: App, context: FleetContext, jobs: Iterable[QueueJob]) -> None:
    """Enqueue the jobs that are not in the queue; skip those that failed for good a moment ago."""
    taken = await asyncio.to_thread(
        FleetJobs(context.stores.database).taken_locks, now() - _RETRY_AFTER, _RETRIED_AT_ONCE
    )
    for job in jobs:
        if job.lock not in taken:
            await defer(app, job, queueing_lock=job.lock)


async def defer(app: App, job: QueueJob, queueing_lock: str | None = None) -> None:
    """Enqueue a job, unless a job with the same queueing lock is waiting."""
    deferrer = app.configure_task(
        job.task,
        queue=job.queue,
        lock=job.lock,
        queueing_lock=queueing_lock,
        priority=job.priority,
    )
    try:
        await deferrer.defer_async(**job.values)
    except AlreadyEnqueued:
        return
