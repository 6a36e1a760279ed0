"""`forewarn crawl`."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

import runtime.startup  # noqa: F401 - before all modules that import structlog
from forewarn.cli.formatting import print_json
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from launcher.parent import Crawls
from monitor.check_reason import CheckReason
from monitor.errors import ConfigurationError
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from monitor.vocabulary import categories
from runtime.clock import now
from storage.jobs.crawl_jobs import CrawlJob, Origin
from storage.jobs.fleet_jobs import FleetJobs


def crawl(
    source_ids: Annotated[
        list[str] | None, typer.Argument(help="Sources; none: all enabled.")
    ] = None,
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Only what is due now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """Crawl sources now.

    Example: forewarn crawl fcc-covered-list --json
    """
    with session() as context:
        sources = _select(context, source_ids or [], category, only_due=due)
        results = asyncio.run(_check(context, sources))
        any_failed = print_results(results, as_json=as_json)
        raise typer.Exit(int(any_failed or bool(context.catalogue.problems)))


def _select(
    context: AppContext, source_ids: Sequence[str], category: str, *, only_due: bool
) -> list[Source]:
    """Select the named sources, or all enabled; ConfigurationError for an unknown one."""
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    named = [context.catalogue.find(source_id) for source_id in source_ids]
    sources = named or list(context.catalogue.enabled)
    if category:
        sources = [source for source in sources if source.category == category]
    return context.stores.health.due(sources, now()) if only_due else sources


async def _check(context: AppContext, sources: Sequence[Source]) -> list[CheckResult]:
    """Check the sources, skip disabled and paused ones; return one result for each, in order."""
    paused, aside = context.stores.health.paused(), context.stores.health.set_aside()
    skipped = {s.id: _skipped(s, paused, aside) for s in sources if not s.enabled or s.id in paused}
    checked = [source.id for source in sources if source.id not in skipped]
    jobs = await _run(context, context.stores.jobs.enqueue(checked, Origin.COMMAND, now()))
    results = {job.source_id: job.result for job in jobs if job.result} | skipped
    return [results[source.id] for source in sources]


async def _run(context: AppContext, job_ids: Sequence[int]) -> list[CrawlJob]:
    """Run the checks on the workers if there are any, else here."""
    if not FleetJobs(context.stores.database).workers(now()):
        crawls = Crawls(context)
        crawls.rescue()
        return await crawls.run(job_ids)
    from fleet.remote import run_on_workers  # noqa: PLC0415 - procrastinate is an optional extra

    return await run_on_workers(context, job_ids)


def _skipped(source: Source, paused: frozenset[str], aside: frozenset[str]) -> CheckResult:
    if source.id in paused:
        why = "set aside after two faults of Forewarn itself" if source.id in aside else "paused"
        reason = CheckReason(detail=f"{why}; to go on: forewarn sources resume {source.id}")
    else:
        reason = CheckReason("disabled", source.note)
    return CheckResult(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)


def print_results(results: Sequence[CheckResult], *, as_json: bool) -> bool:
    """Print the results; return whether any source failed."""
    for result in results:
        if as_json:
            print_json(
                {
                    "source": result.source_id,
                    "outcome": result.outcome,
                    "version": result.version,
                    "change": result.change,
                    "reason": str(result.reason),
                }
            )
        else:
            reason = f"  {result.reason}" if result.reason else ""
            change = f"  change {result.change}" if result.change else ""
            typer.echo(f"{result.outcome:<13} {result.source_id}{change}{reason}")
    return any(result.outcome in {Outcome.FAILED, Outcome.REJECTED} for result in results)
