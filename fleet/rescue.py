"""Requeues the jobs of dead workers; parks a job that crashed several."""

import asyncio
from datetime import timedelta

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from fleet.context import FleetContext
from launcher.parent import Crawls, end_unfinished
from runtime.clock import now
from storage.jobs.fleet_jobs import SILENT, FleetJobs

log = structlog.get_logger()

# A job is parked after so many tries: a healthy check rarely meets so many crashes.
ATTEMPTS = 5
_RUNNER = "job:"
_KEEP_PARKED = timedelta(days=7)


def runner_of(job_id: int) -> str:
    """Name the runner that is recorded for the checks of that job."""
    return f"{_RUNNER}{job_id}"


async def rescue(app: App, context: FleetContext) -> None:
    """Do one round: requeue the unfinished checks of a dead worker's job, then the job."""
    silent = SILENT.total_seconds()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        await _take_over(app, context, job)
    await asyncio.to_thread(_requeue_orphans, context)


async def forget_parked(app: App) -> None:
    """Delete jobs that were parked long ago."""
    hours = int(_KEEP_PARKED.total_seconds()) // 3600
    await app.job_manager.delete_old_jobs(nb_hours=hours, include_failed=True)


async def _take_over(app: App, context: FleetContext, job: Job) -> None:
    poison = await asyncio.to_thread(_requeue_after_crash, context, runner_of(job.id or 0))
    try:
        if poison or job.attempts + 1 >= ATTEMPTS:
            log.error("job_parked", task=job.task_name, lock=job.lock, sources=poison)
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("worker_lost", task=job.task_name, lock=job.lock)
            await app.job_manager.retry_job(job)
    except ConnectorException:
        # The same job waits already, or this one ended after all: there is nothing to retry.
        log.info("job_dropped", task=job.task_name, lock=job.lock)
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _requeue_after_crash(context: FleetContext, runner: str) -> list[str]:
    """Requeue the runner's checks; fail those that crash workers and return their sources."""
    killers = context.stores.jobs.requeue_after_crash(runner, ATTEMPTS)
    for check in killers:
        end_unfinished(context, check, f"{ATTEMPTS} workers died at it; see their logs")
    return [check.source_id for check in killers]


def _requeue_orphans(context: FleetContext) -> None:
    """Requeue checks whose job does not exist any more."""
    runners = context.stores.jobs.runners()
    running = FleetJobs(context.stores.database).running()
    alive = {runner_of(number) for number in running}
    for runner in runners:
        if runner.startswith(_RUNNER) and runner not in alive:
            context.stores.jobs.requeue(runner)
            context.stores.leases.free(runner, now())
    Crawls(context).rescue()
