"""The process that is killed: one turn of what `forewarn run` does, and where it may die."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

import monitor.decision.versions
import storage.archive.change_sets
import storage.archive.sql_archive
import storage.delivery.digests
from crawler.crawl import CrawlConfig, crawl
from delivery.digests import make_due
from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context, user_agent
from runtime.faults import save_fault
from runtime.logs import configure
from storage.delivery.outbox import Outbox
from storage.jobs.crawl_jobs import Origin
from storage.tracker import Tracker
from tests.lab import start_checks

START = datetime(2026, 3, 2, 12, tzinfo=UTC)

# What is called there, and whether death comes before the call or after it.
POINTS: dict[str, tuple[Any, str, bool]] = {
    "after the bytes are kept": (storage.archive.sql_archive.SqlArchive, "store", False),
    "after the diff": (monitor.decision.versions, "judge", False),
    "within the commit": (storage.archive.change_sets, "update_health", False),
    "after the commit": (storage.archive.sql_archive.SqlArchive, "record", False),
    "after a claim": (Outbox, "claim", False),
    "after the send, before the mark": (Outbox, "sent", True),
    "after the mark": (Outbox, "sent", False),
    "in the making of a digest": (storage.delivery.digests, "next_position", True),
}


@contextmanager
def parts_of(environ: dict[str, str]) -> Iterator[AppContext]:
    """The stores of that world."""
    with open_context(Settings.load(environ, Path("none.toml"))) as context:
        yield context


def cycle(environ: dict[str, str], number: int, point: str) -> None:
    """What `forewarn run` does in its loop, once: crawl, deliver, digest, deliver."""
    configure("console", (), "CRITICAL")
    if point:
        arm(point)
    with parts_of(environ) as context:
        context.stores.jobs.requeue("torture")
        ids = context.stores.jobs.enqueue(list(context.sources), Origin.COMMAND, datetime.now(UTC))
        start_checks(context.stores.jobs, ids, "torture", datetime.now(UTC))
        sources = list(context.sources.values())
        crawl(
            CrawlConfig(
                sources=sources, validators=context.stores.health.validators(sources), tracker=Tracker(context.stores.archive),
                save_fault=save_fault, quotas=context.stores.quotas, user_agent=user_agent("torture"), allow_private=True,
            )
        )  # fmt: skip

        async def send() -> None:
            async with open_channels(context.settings) as channels:
                await Dispatcher(context, channels).deliver_due()

        _free_leases(context)
        asyncio.run(send())
        make_due(context, START + timedelta(days=number))
        asyncio.run(send())


def _free_leases(context: AppContext) -> None:
    """What a killed sender held would come back after a minute; the torture has no minute."""
    with context.stores.database.write() as session:
        session.execute(text("UPDATE outbox SET leased_until = NULL WHERE status = 'pending'"))


def arm(point: str) -> None:
    """Die when that point is reached."""
    owner, name, before = POINTS[point]
    real = getattr(owner, name)

    def fatal(*words: Any, **more: Any) -> Any:
        if not before:
            real(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, fatal)
