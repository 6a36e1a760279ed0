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

import monitor.tracker
import storage.archive
import storage.digests
from crawler.crawl import Plan, crawl
from forewarn.channels import open_channels
from forewarn.crawl_process import user_agent
from forewarn.digests import make_due
from forewarn.dispatcher import Dispatcher
from forewarn.faults import kept_fault
from forewarn.logs import configure
from forewarn.settings import Settings
from forewarn.wiring import Parts, open_parts
from monitor.tracker import Tracker
from storage.jobs import Origin
from storage.outbox import Outbox

START = datetime(2026, 3, 2, 12, tzinfo=UTC)

# What is called there, and whether death comes before the call or after it.
POINTS: dict[str, tuple[Any, str, bool]] = {
    "after the bytes are kept": (storage.archive.SqlArchive, "keep", False),
    "after the diff": (monitor.tracker, "assess", False),
    "within the commit": (storage.archive, "settle", False),
    "after the commit": (storage.archive.SqlArchive, "record", False),
    "after a claim": (Outbox, "claim", False),
    "after the send, before the mark": (Outbox, "sent", True),
    "after the mark": (Outbox, "sent", False),
    "in the making of a digest": (storage.digests, "next_turn", True),
}


@contextmanager
def parts_of(environ: dict[str, str]) -> Iterator[Parts]:
    """The stores of that world."""
    with open_parts(Settings.load(environ, Path("none.toml"))) as parts:
        yield parts


def cycle(environ: dict[str, str], number: int, point: str) -> None:
    """What `forewarn run` does in its loop, once: crawl, deliver, digest, deliver."""
    configure("console", (), "CRITICAL")
    if point:
        arm(point)
    with parts_of(environ) as parts:
        parts.jobs.requeue("torture")
        ids = parts.jobs.enqueue(list(parts.sources), Origin.COMMAND, datetime.now(UTC))
        parts.jobs.start(ids, "torture", datetime.now(UTC))
        sources = list(parts.sources.values())
        crawl(
            Plan(
                sources=sources, validators=parts.health.validators(sources), tracker=Tracker(parts.archive),
                keep_fault=kept_fault, take_quota=parts.quotas.take, user_agent=user_agent("torture"), allow_private=True,
            )
        )  # fmt: skip

        async def send() -> None:
            async with open_channels(parts.settings) as channels:
                await Dispatcher(parts, channels).deliver_due()

        _free_leases(parts)
        asyncio.run(send())
        make_due(parts, START + timedelta(days=number))
        asyncio.run(send())


def _free_leases(parts: Parts) -> None:
    """What a killed sender held would come back after a minute; the torture has no minute."""
    with parts.database.write() as session:
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
