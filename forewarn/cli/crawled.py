"""Tells what a crawl came to."""

import typer

from forewarn.cli.output import line
from launcher.request import CommandRequest
from monitor.model import Outcome
from monitor.ports import CheckResult


def report(results: list[CheckResult], *, as_json: bool) -> bool:
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


def report_wanted(results: list[CheckResult], wanted: CommandRequest) -> bool:
    """The same for what a command wanted; whether it was done in part only."""
    return report(results, as_json=wanted.as_json) or wanted.is_partial
