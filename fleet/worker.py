"""`forewarn worker`: takes jobs from the queue, any number of such processes on any machine."""

import asyncio
from collections.abc import Mapping

import structlog
from procrastinate import App

from delivery.briefer import Briefer
from fleet.context import FleetContext
from fleet.planner import Queue
from fleet.queue import open_queue
from fleet.task_handlers import TaskHandlers
from monitor.audience import ChannelName
from monitor.ports import Channel
from runtime.periodic_jobs import ANSWER_SECONDS, IN_FLIGHT_SECONDS, ended, pause, stop_signal

log = structlog.get_logger()

# Deliveries mostly wait for servers, one job for each channel; digests and the rest are short.
_MAX_SENDING = 4
_RETRY_SECONDS = 5.0


async def run_worker(
    context: FleetContext,
    channels: Mapping[ChannelName, Channel],
    crawls: int,
    briefer: Briefer | None = None,
) -> None:
    """Run jobs until SIGTERM or SIGINT, then finish those in flight. `crawls`: how many at once.

    `briefer`: asks the language model, if one is set up.
    """
    stop = stop_signal()
    async with open_queue(context.database_url) as app:
        handlers = TaskHandlers(context, channels, briefer)
        handlers.register(app)
        queues = [
            asyncio.create_task(_work(app, queue, concurrency, stop))
            for queue, concurrency in (
                (Queue.CRAWL, crawls),
                (Queue.ON_DEMAND, 1),
                (Queue.SEND, _MAX_SENDING),
            )
        ]
        log.info("started", crawls=crawls)
        await stop.wait()
        log.info("stopping")
        for queue in queues:
            # procrastinate finishes its jobs and ends when it is cancelled.
            queue.cancel()
        await ended([handlers.stop(), *queues], IN_FLIGHT_SECONDS + ANSWER_SECONDS)
        log.info("stopped")


async def _work(app: App, queue: Queue, concurrency: int, stop: asyncio.Event) -> None:
    """Run jobs of a queue; retry while the database is unreachable."""
    while not stop.is_set():
        try:
            await app.run_worker_async(
                queues=[queue],
                name=queue,
                concurrency=concurrency,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=IN_FLIGHT_SECONDS,
            )
        except Exception as error:  # noqa: BLE001 - the error for a lost server varies
            log.warning("queue_unreachable", queue=queue, error=type(error).__name__)
        await pause(stop, _RETRY_SECONDS)
