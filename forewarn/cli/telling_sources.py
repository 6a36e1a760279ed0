"""Sources as lines."""

from dataclasses import asdict
from datetime import datetime

import typer

from forewarn.cli.output import interval, line
from monitor.health import UNWELL, Health, State, state_of
from monitor.source import Hours, Source


def tell_source(source: Source, health: Health | None, now: datetime, *, as_json: bool) -> None:
    """One source on one line; as JSON its YAML fields, id and state."""
    state = state_of(source, health, now)
    if as_json:
        line({**asdict(source), "hours": _hours(source.hours), "state": state})
        return
    typer.echo(
        f"{source.id:<36} {source.category:<20} {source.kind:<7} {interval(source.every):<4}"
        f" {state:<9} {_why(source, health, state)}".rstrip()
    )


def _why(source: Source, health: Health | None, state: State) -> str:
    """The reason, since when, and the last good capture, of a source that is not well."""
    if state is State.PAUSED:
        return f"paused: {health.paused_why}" if health and health.paused_at else source.note
    if health is None or state not in UNWELL:
        return ""
    since = f"since {health.failing_since:%Y-%m-%d %H:%M}" if health.failing_since else ""
    good = f"last good {health.good_at:%Y-%m-%d %H:%M}" if health.good_at else "never good"
    return f"{health.reason} ({since}, {good})"


def _hours(hours: Hours | None) -> str | None:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M} {hours.timezone}" if hours else None
