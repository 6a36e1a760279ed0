"""What `forewarn crawl` does before its crawl, and after one that left something open."""

import asyncio
import pickle
import socket
from dataclasses import dataclass
from typing import IO

import typer

import forewarn.lean  # noqa: F401 - before whatever loads structlog
from forewarn.cli.crawled import report_wanted
from forewarn.cli.session import session
from forewarn.clock import now
from forewarn.crawls import Crawls, child_command
from forewarn.order import Wanted, read_order
from forewarn.wiring import Parts
from monitor.errors import ConfigurationError
from monitor.model import Outcome
from monitor.ports import Result
from monitor.source import Source
from monitor.vocabulary import categories
from storage.fleet import FleetJobs
from storage.jobs import CrawlJob, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the command line asks for. `ids`: none for all that are enabled."""

    ids: list[str]
    category: str
    only_due: bool
    as_json: bool


def plan(question: Question, order: IO[bytes], parent: int) -> None:
    """Take the checks for that process, and write what its crawl is to do.

    Nothing is written, and the command ends, where the crawl is done by others: the workers of
    many machines, or whoever runs all these checks already.
    """
    with session() as parts:
        crawls = Crawls(parts, runner=f"{socket.gethostname()}:{parent}")
        crawls.rescue()
        wanted = _wanted(parts, question)
        has_workers = FleetJobs(parts.database).workers(now())
        taken = [] if has_workers else crawls.take(wanted.check_ids)
        if taken:
            pickle.dump((child_command(), parts.settings.child_environment()), order)
            crawls.order(order, taken, wanted)
        else:
            raise typer.Exit(_end(parts, wanted, crawls))


def finish(order: IO[bytes], code: int) -> int:
    """A crawl ended that way, and left something open: see to it, and tell; the exit code."""
    pickle.load(order)  # noqa: S301 - `plan` wrote it
    wanted = read_order(order).wanted
    if wanted is None:
        raise LookupError("a command's order says what it wants")
    with session() as parts:
        crawls = Crawls(parts)
        crawls.settle_own(code)
        return _end(parts, wanted, crawls)


def _wanted(parts: Parts, question: Question) -> Wanted:
    sources = _sources(parts, question)
    paused = parts.health.paused()
    skipped = {s.id: _skipped(s, paused) for s in sources if not s.enabled or s.id in paused}
    enabled = [source.id for source in sources if source.id not in skipped]
    return Wanted(
        source_ids=tuple(source.id for source in sources),
        check_ids=tuple(parts.jobs.enqueue(enabled, Origin.COMMAND, now())),
        skipped=skipped,
        as_json=question.as_json,
        is_partial=bool(parts.catalogue.problems),
    )


def _sources(parts: Parts, question: Question) -> list[Source]:
    """Those that are asked for; ConfigurationError for an unknown one."""
    category = question.category
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    named = [parts.catalogue.find(source_id) for source_id in question.ids]
    sources = named or list(parts.catalogue.enabled)
    if category:
        sources = [source for source in sources if source.category == category]
    return parts.health.due(sources, now()) if question.only_due else sources


def _skipped(source: Source, paused: frozenset[str]) -> Result:
    if source.id in paused:
        reason = f"paused; to go on: forewarn sources resume {source.id}"
        return Result(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)
    reason = f"disabled: {source.note}" if source.note else "disabled"
    return Result(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)


def _end(parts: Parts, wanted: Wanted, crawls: Crawls) -> int:
    """Have what is open checked, on the workers if there are any, and tell; the exit code."""
    checks = asyncio.run(_checks(parts, wanted, crawls))
    return int(report_wanted(wanted.results(checks), wanted))


async def _checks(parts: Parts, wanted: Wanted, crawls: Crawls) -> list[CrawlJob]:
    if not FleetJobs(parts.database).workers(now()):
        return await crawls.run(wanted.check_ids)
    from forewarn.fleet.asking import run_on_workers

    return await run_on_workers(parts, wanted.check_ids)
