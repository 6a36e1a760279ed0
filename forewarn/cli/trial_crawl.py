"""`forewarn sources test`: crawls into a temporary database."""

import asyncio
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from crawler.settings import DOWNLOAD_DELAY
from forewarn.cli.formatting import print_document, warn
from forewarn.cli.session import session
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from launcher.parent import Crawls
from launcher.visiting import visiting
from monitor.language import Language, message
from monitor.model import Snapshot, Version
from monitor.ports import CheckResult
from runtime.clock import now
from storage.database import existing
from storage.jobs.crawl_jobs import Origin
from storage.jobs.host_leases import HostLeases

_ENTRIES_SHOWN = 5
_POLL_SECONDS = 0.5


def test(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Fetch one source and show what would be stored; nothing is stored.

    Example: forewarn sources test fcc-covered-list
    """
    with session() as context:
        found = fetch_aside(context.settings, context.catalogue.find(source_id).id)
        print_trial(found)
        raise typer.Exit(0 if found.result.outcome.is_good else 1)


@dataclass(frozen=True, slots=True)
class TrialCrawl:
    """The result of a trial crawl, the versions it would store, and its snapshot."""

    result: CheckResult
    versions: list[Version]
    snapshot: Snapshot | None


def fetch_aside(settings: Settings, source_id: str) -> TrialCrawl:
    """Fetch one source as a crawl would, into a temporary database."""
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        url = SecretStr(f"sqlite:///{Path(folder) / 'aside.db'}")
        with open_context(settings.model_copy(update={"database_url": url})) as context:
            with _host_lease(settings, context.catalogue.find(source_id).host):
                result = asyncio.run(_crawl(context, source_id))
            lines = context.stores.history.versions(source_id)
            found = [context.stores.history.version(source_id, entry.number) for entry in lines]
            snapshot = context.stores.archive.last_snapshot(source_id)
            return TrialCrawl(result, [version for version in found if version], snapshot)


@contextmanager
def _host_lease(settings: Settings, host: str) -> Iterator[None]:
    """Hold the lease of the host, so that crawls of the service do not visit it meanwhile."""
    database = existing(settings.database_url.get_secret_value())
    if database is None:
        yield
        return
    leases, holder = HostLeases(database), f"{socket.gethostname()}:{os.getpid()}#trial"
    try:
        _claim(leases, host, holder)
        with visiting(leases, {host}, holder, holder) as visits:
            yield
            visits.asked(host, now(), DOWNLOAD_DELAY)
    finally:
        database.close()


def _claim(leases: HostLeases, host: str, holder: str) -> None:
    if leases.claim({host}, holder, now()):
        return
    warn(f"another crawl visits {host} now; this waits for its end")
    while not leases.claim({host}, holder, now()):
        time.sleep(_POLL_SECONDS)


def print_trial(found: TrialCrawl) -> None:
    """Print what would be stored."""
    result, versions = found.result, found.versions
    if not result.outcome.is_good:
        warn(f"{result.source_id}: {result.outcome}: {result.reason}")
    for version in versions[:_ENTRIES_SHOWN]:
        typer.echo(f"== {version.document.title}")
        print_document(version.document)
    if len(versions) > _ENTRIES_SHOWN:
        more = len(versions) - _ENTRIES_SHOWN
        typer.echo(f"== {message('cli', Language.EN, 'entries_more', count=more)}")


async def _crawl(context: AppContext, source_id: str) -> CheckResult:
    jobs = await Crawls(context).run(
        context.stores.jobs.enqueue([source_id], Origin.COMMAND, now())
    )
    if jobs[0].result is None:
        raise LookupError("a finished crawl has a result")
    return jobs[0].result
