"""Sources as lines."""

from dataclasses import asdict

import typer

from forewarn.cli.output import interval, line
from monitor.source import Source
from storage.health import Health


def tell_source(source: Source, health: Health | None, *, as_json: bool) -> None:
    """One source on one line; as JSON its YAML fields and id."""
    if as_json:
        line(asdict(source))
        return
    state = health.outcome if health else "never checked"
    if not source.enabled:
        state = f"off: {source.note}" if source.note else "off"
    elif health and health.failures:
        state = f"{health.outcome} {health.failures}x: {health.reason}"
    typer.echo(
        f"{source.id:<44} {source.category:<21} {source.kind:<5} {interval(source.every):<4} {state}"
    )
