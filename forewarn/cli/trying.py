"""Crawls into a database that is thrown away: to look at a source without storing it."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

import typer
from pydantic import SecretStr

from forewarn.cli.output import warn
from forewarn.cli.telling import tell_document
from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.settings import Settings
from forewarn.wiring import Parts, open_parts
from monitor.model import Snapshot, Version
from monitor.ports import Result
from monitor.source import Source
from storage.jobs import Origin

_ENTRIES_SHOWN = 5


def try_source(settings: Settings, source: Source) -> bool:
    """Fetch a source of the catalogue and show what would be stored; whether it went well."""
    found = fetch_aside(settings, source.id)
    show_found(found)
    return found.result.outcome.is_good


@dataclass(frozen=True, slots=True)
class Found:
    """What a crawl came to, what it would store, and the bytes that came."""

    result: Result
    versions: list[Version]
    snapshot: Snapshot | None


def fetch_aside(settings: Settings, source_id: str) -> Found:
    """Fetch one source as a crawl would, into a database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        url = SecretStr(f"sqlite:///{Path(folder) / 'aside.db'}")
        with open_parts(settings.model_copy(update={"database_url": url})) as parts:
            result = asyncio.run(_crawl(parts, source_id))
            lines = parts.history.versions(source_id)
            found = [parts.history.version(source_id, entry.number) for entry in lines]
            snapshot = parts.archive.last_snapshot(source_id)
            return Found(result, [version for version in found if version], snapshot)


def show_found(found: Found) -> None:
    """Print what would be stored."""
    result, versions = found.result, found.versions
    if not result.outcome.is_good:
        warn(f"{result.source_id}: {result.outcome}: {result.reason}")
    for version in versions[:_ENTRIES_SHOWN]:
        typer.echo(f"== {version.document.title}")
        tell_document(version.document)
    if len(versions) > _ENTRIES_SHOWN:
        typer.echo(f"== and {len(versions) - _ENTRIES_SHOWN} entries more")


async def _crawl(parts: Parts, source_id: str) -> Result:
    jobs = await Crawls(parts).run(parts.jobs.enqueue([source_id], Origin.COMMAND, now()))
    if jobs[0].result is None:
        raise LookupError("a finished crawl has a result")
    return jobs[0].result
