"""`forewarn replay`."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from structlog.contextvars import bound_contextvars

from forewarn.cli.crawl import print_results
from forewarn.cli.session import require_postgresql, session
from forewarn.wiring import AppContext
from monitor.check_reason import CheckReason
from monitor.errors import ForewarnError
from monitor.language import Language, message
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from runtime.clock import now
from runtime.faults import save_fault
from storage.tracker import Tracker


def replay(
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Source ids; none: all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
    on_workers: Annotated[bool, typer.Option("--on-workers", help="Let workers do it.")] = False,
) -> None:
    """Read the stored snapshots again, after a selector or a decoder changed; nobody is alerted.

    Example: forewarn replay fcc-covered-list
    """
    with session() as context:
        named = [context.catalogue.find(source_id) for source_id in source_ids or ()]
        sources = named or list(context.catalogue.sources)
        if on_workers:
            _enqueue(context, sources)
            return
        results = _replay_all(context, sources)
        print_results([r for r in results if named or r.version], as_json=as_json)


def _replay_all(context: AppContext, sources: Iterable[Source]) -> list[CheckResult]:
    """Read the stored snapshots of these sources again; an error at one does not stop the others."""
    tracker = Tracker(context.stores.archive)
    return [_replay(tracker, source) for source in sources]


def _replay(tracker: Tracker, source: Source) -> CheckResult:
    try:
        with bound_contextvars(source=source.id):
            return tracker.replay(source, now())
    except ForewarnError:
        raise
    except Exception as error:  # noqa: BLE001 - the error becomes this source's result
        reason = CheckReason("internal", save_fault(error))
        return CheckResult(source_id=source.id, outcome=Outcome.FAILED, reason=reason)


def _enqueue(context: AppContext, sources: Sequence[Source]) -> None:
    """Enqueue replay jobs for the workers, and print how many sources wait."""
    require_postgresql(context.settings)
    from fleet.remote import (  # noqa: PLC0415 - procrastinate is an optional extra
        replay_on_workers,
    )

    asyncio.run(replay_on_workers(context, sources))
    typer.echo(message("cli", Language.EN, "replay_waits", count=len(sources)))
