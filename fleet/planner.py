"""Says which jobs are wanted now, and puts those into the queue that are not there yet.

A crawl job takes a batch of hosts, each of them whole: while it visits a host, nobody else takes
checks of that one, so that a host's pace is kept however many workers there are. A delivery job is for
one channel: its lock keeps the channel's pace, and holds the next one back while a slow channel is
at work.
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

# A batch: more hosts than one crawl asks at once, and of each so few checks that it ends soon.
_HOSTS = 64
_OF_A_HOST = 10
# Checks whose runner died are taken in small batches, then alone: the one that kills is found.
_AFTER_A_DEATH = 20
# More jobs at a time than any fleet has places for them.
_MOST_JOBS = 128
_LATER = -10
# A job that was given up is not made again at once.
_REST = timedelta(minutes=1)
_REPLAYED_AT_ONCE = 100


class Task(StrEnum):
    """What workers do."""

    CRAWL = "crawl"
    ASKED = "asked"
    DELIVER = "deliver"
    DIGESTS = "digests"
    OPERATORS = "operators"
    TIDY = "tidy"
    REPLAY = "replay"


class Queue(StrEnum):
    """The queues: a crawl takes a core, a person waits for an answer, all else waits for others."""

    CRAWL = "crawl"
    ASKED = "asked"
    SEND = "send"


# What was given up of these is a check, not the job.
_TIRELESS = (Task.CRAWL, Task.ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJob:
    """A job that should be in the queue."""

    task: Task
    lock: str
    queue: Queue = Queue.SEND
    priority: int = 0
    values: dict[str, Any] = field(default_factory=dict)


def crawls(context: FleetContext) -> list[QueueJob]:
    """As many jobs as there are batches, and one of its own for what persons wait for."""
    waiting = context.stores.jobs.waiting()
    asked = sum(check.origin == Origin.CHAT for check in waiting)
    jobs = min(ceil((len(waiting) - asked) / _HOSTS), _MOST_JOBS)
    found = [QueueJob(task=Task.CRAWL, queue=Queue.CRAWL, lock=f"crawl:{n}") for n in range(jobs)]
    return found + [QueueJob(task=Task.ASKED, queue=Queue.ASKED, lock="asked")] * bool(asked)


def batch(
    waiting: Iterable[Waiting],
    busy: Collection[str],
    host_of: Callable[[str], str],
    *,
    asked: bool = False,
) -> list[int]:
    """The checks that one crawl takes, by their ids: only of hosts that no other one visits.

    `busy`: the hosts that are visited. `asked`: only what a person waits for.
    """
    hosts: dict[str, list[Waiting]] = {}
    for check in waiting:
        host = host_of(check.source_id)
        if host not in busy and (check.origin == Origin.CHAT) >= asked:
            hosts.setdefault(host, []).append(check)
    free = [check for checks in islice(hosts.values(), _HOSTS) for check in checks[:_OF_A_HOST]]
    # The oldest one decides, so that neither kind waits for ever.
    crash_count = free[0].crash_count if free else 0
    size = {0: len(free), 1: _AFTER_A_DEATH}.get(crash_count, 1)
    return [check.id for check in free if check.crash_count == crash_count][:size]


def deliveries(context: FleetContext, channels: Collection[ChannelName]) -> list[QueueJob]:
    """A job for each channel that has messages due."""
    return [
        QueueJob(task=Task.DELIVER, lock=f"deliver:{name}", values={"channel": name})
        for name in context.stores.outbox.due_channels(channels, now())
    ]


def replays(sources: Sequence[Source]) -> list[QueueJob]:
    """Jobs that read the stored captures of these sources again, when nothing else is to do."""
    ids = [source.id for source in sources]
    groups = [ids[n : n + _REPLAYED_AT_ONCE] for n in range(0, len(ids), _REPLAYED_AT_ONCE)]
    return [
        QueueJob(
            task=Task.REPLAY,
            queue=Queue.CRAWL,
            lock=f"replay:{group[0]}",
            priority=_LATER,
            values={"source_ids": group},
        )
        for group in groups
    ]


async def enqueue(app: App, context: FleetContext, wanted: Iterable[QueueJob]) -> None:
    """Put in what is not there yet; a job that was just given up rests."""
    taken = await asyncio.to_thread(
        FleetJobs(context.stores.database).taken_locks, now() - _REST, _TIRELESS
    )
    for job in wanted:
        if job.lock not in taken:
            await defer(app, job, queueing_lock=job.lock)


async def defer(app: App, job: QueueJob, queueing_lock: str | None = None) -> None:
    """Put a job in, unless one with that queueing lock waits already."""
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
