"""What `forewarn crawl` does, apart from reading its command line."""

import typer

import forewarn.lean  # noqa: F401 - before whatever loads structlog
from forewarn.cli.output import line
from forewarn.clock import now
from forewarn.crawls import Crawls
from forewarn.wiring import Parts
from monitor.errors import ConfigurationError
from monitor.model import Outcome
from monitor.ports import Result
from monitor.source import Source
from monitor.vocabulary import categories
from storage.fleet import FleetJobs
from storage.jobs import Origin


def wanted(parts: Parts, ids: list[str], category: str, *, only_due: bool) -> list[Source]:
    """The sources that the command line names; ConfigurationError for an unknown one."""
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    named = [parts.catalogue.find(source_id) for source_id in ids]
    sources = named or list(parts.catalogue.enabled)
    if category:
        sources = [source for source in sources if source.category == category]
    return parts.health.due(sources, now()) if only_due else sources


async def crawl_now(parts: Parts, sources: list[Source]) -> list[Result]:
    """Check the enabled ones, on the workers if there are any; one result for each, in order."""
    crawls = Crawls(parts)
    crawls.rescue()
    paused = parts.health.paused()
    enabled = [source.id for source in sources if source.enabled and source.id not in paused]
    ids = parts.jobs.enqueue(enabled, Origin.COMMAND, now())
    if FleetJobs(parts.database).workers(now()):
        from forewarn.fleet.asking import run_on_workers

        jobs = await run_on_workers(parts, ids)
    else:
        jobs = await crawls.run(ids)
    found = {job.source_id: job.result for job in jobs if job.result}
    return [found.get(source.id) or _skipped(source, paused) for source in sources]


def report(results: list[Result], *, as_json: bool) -> bool:
    """Print the results; whether any source failed."""
    for result in results:
        if as_json:
            line(
                {
                    "source": result.source_id,
                    "outcome": result.outcome,
                    "version": result.version,
                    "change": result.change,
                    "reason": result.reason,
                }
            )
        else:
            reason = f"  {result.reason}" if result.reason else ""
            change = f"  change {result.change}" if result.change else ""
            typer.echo(f"{result.outcome:<13} {result.source_id}{change}{reason}")
    return any(result.outcome in {Outcome.FAILED, Outcome.REJECTED} for result in results)


def _skipped(source: Source, paused: frozenset[str]) -> Result:
    if source.id in paused:
        reason = f"paused; to go on: forewarn sources resume {source.id}"
        return Result(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)
    reason = f"disabled: {source.note}" if source.note else "disabled"
    return Result(source_id=source.id, outcome=Outcome.SKIPPED, reason=reason)
