"""Runs the work of a command on the workers."""

import asyncio
from collections.abc import Iterable, Sequence

from fleet import planner
from fleet.context import FleetContext
from fleet.queue import open_queue
from fleet.rescue import rescue
from launcher.parent import Crawls
from monitor.source import Source
from runtime.clock import now
from storage.jobs.crawl_jobs import CrawlJob
from storage.jobs.fleet_jobs import FleetJobs

_POLL_SECONDS = 0.5


async def run_on_workers(context: FleetContext, check_ids: Iterable[int]) -> list[CrawlJob]:
    """Wait until the workers have run these checks; if all workers die, run the others here."""
    ids, fleet = list(check_ids), FleetJobs(context.stores.database)
    async with open_queue(context.database_url) as app:
        while any(job.result is None for job in context.stores.jobs.get(ids)):
            if not await asyncio.to_thread(fleet.workers, now()):
                await rescue(app, context)
                return await Crawls(context).run(ids)
            await planner.enqueue(app, context, await asyncio.to_thread(planner.crawls, context))
            await asyncio.sleep(_POLL_SECONDS)
    return context.stores.jobs.get(ids)


async def replay_on_workers(context: FleetContext, sources: Sequence[Source]) -> None:
    """Enqueue jobs that read the stored snapshots of these sources again."""
    async with open_queue(context.database_url) as app:
        for job in planner.replays(sources):
            await planner.defer(app, job)
