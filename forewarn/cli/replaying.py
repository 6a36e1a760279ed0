"""What `forewarn replay` does, apart from reading its command line."""

import asyncio
from collections.abc import Iterable, Sequence

import typer
from structlog.contextvars import bound_contextvars

from forewarn.cli.session import require_postgresql
from forewarn.wiring import AppContext
from monitor.check_reason import CheckReason
from monitor.errors import ForewarnError
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from runtime.clock import now
from runtime.faults import kept_fault
from storage.tracker import Tracker


def replay_here(context: AppContext, sources: Iterable[Source]) -> list[CheckResult]:
    """Read the stored captures of these sources again; a fault at one leaves the others alone."""
    tracker = Tracker(context.stores.archive)
    return [_replay(tracker, source) for source in sources]


def _replay(tracker: Tracker, source: Source) -> CheckResult:
    try:
        with bound_contextvars(source=source.id):
            return tracker.replay(source, now())
    except ForewarnError:
        raise
    except Exception as error:
        reason = CheckReason("internal", kept_fault(error))
        return CheckResult(source_id=source.id, outcome=Outcome.FAILED, reason=reason)


def hand_over(context: AppContext, sources: Sequence[Source]) -> None:
    """Let the workers do it, and say so."""
    require_postgresql(context.settings)
    from fleet.remote import replay_on_workers

    asyncio.run(replay_on_workers(context, sources))
    told = "1 source waits" if len(sources) == 1 else f"{len(sources)} sources wait"
    typer.echo(f"{told} for the workers; what comes of it is in their log.")
