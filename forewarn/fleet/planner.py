"""Says which jobs are wanted now, and puts those into the queue that are not there yet.

A crawl job is for the hosts of one partition: its lock keeps a host with one worker at a time, so
that a host's pace is kept, however many workers there are. A delivery job is for one channel: its
lock keeps the channel's pace, and holds the next one back while a slow channel is at work.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.audience import ChannelName
from monitor.source import Source
from storage.fleet import FleetJobs
from storage.jobs import Origin, Waiting

# More than any fleet has workers, and few enough for a batch to be worth a process.
PARTITIONS = 32
_PERSON_WAITS = 10
_LATER = -10
# A job that was given up is not made again at once.
_REST = timedelta(minutes=1)


class Task(StrEnum):
    """What workers do."""

    CRAWL = "crawl"
    DELIVER = "deliver"
    DIGESTS = "digests"
    OPERATORS = "operators"
    TIDY = "tidy"
    REPLAY = "replay"


class Lane(StrEnum):
    """The two queues: a crawl takes a core, all else waits for others."""

    CRAWL = "crawl"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A job that should be in the queue."""

    task: Task
    lock: str
    lane: Lane = Lane.SEND
    priority: int = 0
    values: dict[str, Any] = field(default_factory=dict)


def partition_of(host: str) -> int:
    """Where a host belongs, the same on every machine."""
    return int.from_bytes(sha256(host.encode()).digest()[:4]) % PARTITIONS


def waiting_in(parts: Parts, partition: int) -> list[Waiting]:
    """The checks that wait in a partition; those that a person waits for come first."""
    found = [check for check in parts.jobs.waiting() if _partition(parts, check) == partition]
    return sorted(found, key=lambda check: check.origin != Origin.CHAT)


def crawls(parts: Parts) -> list[Wanted]:
    """A job for each partition that has checks waiting."""
    priorities: dict[int, int] = defaultdict(int)
    for check in parts.jobs.waiting():
        priority = _PERSON_WAITS if check.origin == Origin.CHAT else 0
        partition = _partition(parts, check)
        priorities[partition] = max(priorities[partition], priority)
    return [
        Wanted(
            task=Task.CRAWL,
            lane=Lane.CRAWL,
            lock=_lock(partition),
            priority=priority,
            values={"partition": partition},
        )
        for partition, priority in priorities.items()
    ]


def deliveries(parts: Parts, channels: Collection[ChannelName]) -> list[Wanted]:
    """A job for each channel that has messages due."""
    return [
        Wanted(task=Task.DELIVER, lock=f"deliver:{name}", values={"channel": name})
        for name in parts.outbox.due_channels(channels, now())
    ]


def replays(sources: Iterable[Source]) -> list[Wanted]:
    """Jobs that read the stored captures of these sources again, when nothing else is to do."""
    groups: dict[int, list[str]] = defaultdict(list)
    for source in sources:
        groups[partition_of(source.host)].append(source.id)
    return [
        Wanted(
            task=Task.REPLAY,
            lane=Lane.CRAWL,
            lock=_lock(partition),
            priority=_LATER,
            values={"source_ids": ids},
        )
        for partition, ids in groups.items()
    ]


async def enqueue(app: App, parts: Parts, wanted: Iterable[Wanted]) -> None:
    """Put in what is not there yet; a job that was just given up rests."""
    taken = await asyncio.to_thread(FleetJobs(parts.database).taken_locks, now() - _REST)
    for job in wanted:
        if job.lock not in taken:
            await defer(app, job, queueing_lock=job.lock)


async def defer(app: App, job: Wanted, queueing_lock: str | None = None) -> None:
    """Put a job in, unless one with that queueing lock waits already."""
    deferrer = app.configure_task(
        job.task,
        queue=job.lane,
        lock=job.lock,
        queueing_lock=queueing_lock,
        priority=job.priority,
    )
    try:
        await deferrer.defer_async(**job.values)
    except AlreadyEnqueued:
        return


def _lock(partition: int) -> str:
    return f"hosts:{partition}"


def _partition(parts: Parts, check: Waiting) -> int:
    """A source that has left the catalogue has no host; its check is ended somewhere."""
    source = parts.sources.get(check.source_id)
    return partition_of(source.host if source else check.source_id)
