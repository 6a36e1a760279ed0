"""Lets the workers do what a command wants."""

import asyncio
from collections.abc import Iterable, Sequence

from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.fleet import planner
from forewarn.fleet.queue import open_queue
from forewarn.fleet.rescue import rescue
from forewarn.wiring import Parts
from monitor.source import Source
from storage.fleet import FleetJobs
from storage.jobs import CrawlJob

_POLL_SECONDS = 0.5


async def run_on_workers(parts: Parts, check_ids: Iterable[int]) -> list[CrawlJob]:
    """Wait until the workers have run these checks; if all workers die, run the rest here."""
    ids, fleet = list(check_ids), FleetJobs(parts.database)
    async with open_queue(parts.settings) as app:
        while any(job.result is None for job in parts.jobs.get(ids)):
            if not await asyncio.to_thread(fleet.workers, now()):
                await rescue(app, parts)
                return await Crawls(parts).run(ids)
            await planner.enqueue(app, parts, await asyncio.to_thread(planner.crawls, parts))
            await asyncio.sleep(_POLL_SECONDS)
    return parts.jobs.get(ids)


async def replay_on_workers(parts: Parts, sources: Sequence[Source]) -> None:
    """Put the reading of these sources' stored captures into the queue."""
    async with open_queue(parts.settings) as app:
        for job in planner.replays(sources):
            await planner.defer(app, job)
