"""Says which jobs are wanted now, and puts those into the queue that are not there yet.

A crawl job takes a batch of hosts, each of them whole: while one of a host's checks runs, nobody
takes another, so that a host's pace is kept however many workers there are. A delivery job is for
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

from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.audience import ChannelName
from monitor.source import Source
from storage.fleet import FleetJobs
from storage.jobs import Origin, Waiting

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


class Lane(StrEnum):
    """The queues: a crawl takes a core, a person waits for an answer, all else waits for others."""

    CRAWL = "crawl"
    ASKED = "asked"
    SEND = "send"


# What was given up of these is a check, not the job.
_TIRELESS = (Task.CRAWL, Task.ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A job that should be in the queue."""

    task: Task
    lock: str
    lane: Lane = Lane.SEND
    priority: int = 0
    values: dict[str, Any] = field(default_factory=dict)


def crawls(parts: Parts) -> list[Wanted]:
    """As many jobs as there are batches, and one of its own for what persons wait for."""
    waiting = parts.jobs.waiting()
    asked = sum(check.origin == Origin.CHAT for check in waiting)
    jobs = min(ceil((len(waiting) - asked) / _HOSTS), _MOST_JOBS)
    found = [Wanted(task=Task.CRAWL, lane=Lane.CRAWL, lock=f"crawl:{n}") for n in range(jobs)]
    return found + [Wanted(task=Task.ASKED, lane=Lane.ASKED, lock="asked")] * bool(asked)


def batch(
    waiting: Iterable[Waiting],
    running: Iterable[str],
    host_of: Callable[[str], str],
    *,
    asked: bool = False,
) -> list[int]:
    """The checks that one crawl takes, by their ids: only of hosts that no other one visits.

    `running`: the sources whose checks run. `asked`: only what a person waits for.
    """
    busy = {host_of(source_id) for source_id in running}
    hosts: dict[str, list[Waiting]] = {}
    for check in waiting:
        host = host_of(check.source_id)
        if host not in busy and (check.origin == Origin.CHAT) >= asked:
            hosts.setdefault(host, []).append(check)
    free = [check for checks in islice(hosts.values(), _HOSTS) for check in checks[:_OF_A_HOST]]
    # The oldest one decides, so that neither kind waits for ever.
    lost = free[0].lost if free else 0
    size = {0: len(free), 1: _AFTER_A_DEATH}.get(lost, 1)
    return [check.id for check in free if check.lost == lost][:size]


def deliveries(parts: Parts, channels: Collection[ChannelName]) -> list[Wanted]:
    """A job for each channel that has messages due."""
    return [
        Wanted(task=Task.DELIVER, lock=f"deliver:{name}", values={"channel": name})
        for name in parts.outbox.due_channels(channels, now())
    ]


def replays(sources: Sequence[Source]) -> list[Wanted]:
    """Jobs that read the stored captures of these sources again, when nothing else is to do."""
    ids = [source.id for source in sources]
    groups = [ids[n : n + _REPLAYED_AT_ONCE] for n in range(0, len(ids), _REPLAYED_AT_ONCE)]
    return [
        Wanted(
            task=Task.REPLAY,
            lane=Lane.CRAWL,
            lock=f"replay:{group[0]}",
            priority=_LATER,
            values={"source_ids": group},
        )
        for group in groups
    ]


async def enqueue(app: App, parts: Parts, wanted: Iterable[Wanted]) -> None:
    """Put in what is not there yet; a job that was just given up rests."""
    taken = await asyncio.to_thread(FleetJobs(parts.database).taken_locks, now() - _REST, _TIRELESS)
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
