"""What `forewarn replay` does, apart from reading its command line."""

import asyncio
from collections.abc import Iterable, Sequence

import typer

from forewarn.cli.session import require_postgresql
from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.ports import Result
from monitor.source import Source
from monitor.tracker import Tracker


def replay_here(parts: Parts, sources: Iterable[Source]) -> list[Result]:
    """Read the stored captures of these sources again."""
    tracker = Tracker(parts.archive)
    return [tracker.replay(source, now()) for source in sources]


def hand_over(parts: Parts, sources: Sequence[Source]) -> None:
    """Let the workers do it, and say so."""
    require_postgresql(parts.settings)
    from forewarn.fleet.asking import replay_on_workers

    asyncio.run(replay_on_workers(parts, sources))
    told = "1 source waits" if len(sources) == 1 else f"{len(sources)} sources wait"
    typer.echo(f"{told} for the workers; what comes of it is in their log.")
