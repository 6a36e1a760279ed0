"""What `forewarn crawl` does before its crawl, and after one that left something open."""

import asyncio
import pickle
import socket
from dataclasses import dataclass
from typing import IO

import typer

import runtime.startup  # noqa: F401 - before whatever loads structlog
from forewarn.cli.crawled import report_wanted
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from launcher.parent import Crawls, child_command
from launcher.request import CommandRequest, read_request
from monitor.errors import ConfigurationError
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from monitor.vocabulary import categories
from runtime.clock import now
from storage.jobs.crawl_jobs import CrawlJob, Origin
from storage.jobs.fleet_jobs import FleetJobs


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
    with session() as context:
        crawls = Crawls(context, runner=f"{socket.gethostname()}:{parent}")
        crawls.rescue()
        wanted = _wanted(context, question)
        has_workers = FleetJobs(context.stores.database).workers(now())
        taken = [] if has_workers else crawls.take(wanted.check_ids)
        if taken:
            pickle.dump((child_command(), context.settings.child_environment()), order)
            crawls.order(order, taken, wanted)
        else:
            raise typer.Exit(_end(context, wanted, crawls))


def finish(order: IO[bytes], code: int) -> int:
    """A crawl ended that way, and left something open: see to it, and tell; the exit code."""
    pickle.load(order)  # noqa: S301 - `plan` wrote it
    wanted = read_request(order).wanted
    if wanted is None:
        raise LookupError("a command's order says what it wants")
    with session() as context:
        crawls = Crawls(context)
        crawls.settle_own(code)
        return _end(context, wanted, crawls)


def _wanted(context: AppContext, question: Question) -> CommandRequest:
    sources = _sources(context, question)
    paused = context.stores.health.paused()
    skipped = {s.id: _skipped(s, paused) for s in sources if not s.enabled or s.id in paused}
    enabled = [source.id for source in sources if source.id not in skipped]
    return CommandRequest(
        source_ids=tuple(source.id for source in sources),
        check_ids=tuple(context.stores.jobs.enqueue(enabled, Origin.COMMAND, now())),
        skipped=skipped,
        as_json=question.as_json,
        is_partial=bool(context.catalogue.problems),
    )


def _sources(context: AppContext, question: Question) -> list[Source]:
    """Those that are asked for; ConfigurationError for an unknown one."""
    category = question.category
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    named = [context.catalogue.find(source_id) for source_id in question.ids]
    sources = named or list(context.catalogue.enabled)
    if category:
        sources = [source for source in sources if source.category == category]
    return context.stores.health.due(sources, now()) if question.only_due else sources


def _skipped(source: Source, paused: frozenset[str]) -> CheckResult:
    if source.id in paused:
        reason = f"paused; to go on: forewarn sources resume {source.id}"
        return CheckResult(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)
    reason = f"disabled: {source.note}" if source.note else "disabled"
    return CheckResult(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)


def _end(context: AppContext, wanted: CommandRequest, crawls: Crawls) -> int:
    """Have what is open checked, on the workers if there are any, and tell; the exit code."""
    checks = asyncio.run(_checks(context, wanted, crawls))
    return int(report_wanted(wanted.results(checks), wanted))


async def _checks(context: AppContext, wanted: CommandRequest, crawls: Crawls) -> list[CrawlJob]:
    if not FleetJobs(context.stores.database).workers(now()):
        return await crawls.run(wanted.check_ids)
    from fleet.remote import run_on_workers

    return await run_on_workers(context, wanted.check_ids)
