"""`forewarn worker`: takes jobs from the queue, any number of such processes on any machine."""

import asyncio

import structlog
from procrastinate import App

from forewarn.channels import open_channels
from forewarn.fleet.crew import Crew
from forewarn.fleet.planner import Lane
from forewarn.fleet.queue import open_queue
from forewarn.waking import pause, stop_signal
from forewarn.wiring import Parts

log = structlog.get_logger()

# Deliveries wait for servers, one job for each channel; digests and the rest are short.
_SENDING = 4
_RETRY_SECONDS = 5.0


async def run_worker(parts: Parts, crawls: int) -> None:
    """Work until SIGTERM or SIGINT, then finish what is in flight. `crawls`: so many at a time."""
    stop = stop_signal()
    async with open_channels(parts.settings) as channels, open_queue(parts.settings) as app:
        crew = Crew(parts, channels)
        crew.sign_on(app)
        lanes = [
            asyncio.create_task(_work(app, lane, places, stop))
            for lane, places in ((Lane.CRAWL, crawls), (Lane.ASKED, 1), (Lane.SEND, _SENDING))
        ]
        log.info("started", crawls=crawls)
        await stop.wait()
        log.info("stopping")
        await crew.stop()
        for lane in lanes:
            # The queue takes this as the wish to finish and end.
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        log.info("stopped")


async def _work(app: App, lane: Lane, places: int, stop: asyncio.Event) -> None:
    """Take jobs of a lane; a database that is away is waited for."""
    while not stop.is_set():
        try:
            await app.run_worker_async(
                queues=[lane],
                name=lane,
                concurrency=places,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        except Exception as error:
            # What it raises when the server goes away differs by the moment.
            log.warning("queue_unreachable", lane=lane, error=type(error).__name__)
        await pause(stop, _RETRY_SECONDS)
