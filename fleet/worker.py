"""`forewarn worker`: takes jobs from the queue, any number of such processes on any machine."""

import asyncio
from collections.abc import Mapping

import structlog
from procrastinate import App

from fleet.context import FleetContext
from fleet.planner import Queue
from fleet.queue import open_queue
from fleet.task_handlers import TaskHandlers
from monitor.audience import ChannelName
from monitor.ports import Channel
from runtime.periodic_jobs import ANSWER_SECONDS, IN_FLIGHT_SECONDS, ended, pause, stop_signal

log = structlog.get_logger()

# Deliveries wait for servers, one job for each channel; digests and the rest are short.
_SENDING = 4
_RETRY_SECONDS = 5.0


async def run_worker(
    context: FleetContext, channels: Mapping[ChannelName, Channel], crawls: int
) -> None:
    """Work until SIGTERM or SIGINT, then finish what is in flight. `crawls`: so many at a time."""
    stop = stop_signal()
    async with open_queue(context.database_url) as app:
        handlers = TaskHandlers(context, channels)
        handlers.register(app)
        queues = [
            asyncio.create_task(_work(app, queue, places, stop))
            for queue, places in ((Queue.CRAWL, crawls), (Queue.ASKED, 1), (Queue.SEND, _SENDING))
        ]
        log.info("started", crawls=crawls)
        await stop.wait()
        log.info("stopping")
        for queue in queues:
            # The queue takes this as the wish to finish and end.
            queue.cancel()
        await ended([handlers.stop(), *queues], IN_FLIGHT_SECONDS + ANSWER_SECONDS)
        log.info("stopped")


async def _work(app: App, queue: Queue, places: int, stop: asyncio.Event) -> None:
    """Take jobs of a lane; a database that is away is waited for."""
    while not stop.is_set():
        try:
            await app.run_worker_async(
                queues=[queue],
                name=queue,
                concurrency=places,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=IN_FLIGHT_SECONDS,
            )
        except Exception as error:  # noqa: BLE001 - what it raises when the server goes away differs by the moment
            log.warning("queue_unreachable", queue=queue, error=type(error).__name__)
        await pause(stop, _RETRY_SECONDS)
