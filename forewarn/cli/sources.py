"""`forewarn sources`: the catalogue."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.formatting import format_interval, print_json
from forewarn.cli.operators import record
from forewarn.cli.session import load_settings, session
from forewarn.wiring import AppContext
from monitor import catalogue
from monitor.errors import ConfigurationError
from monitor.health import UNWELL, Health, State, state_of
from monitor.hyperlink import safe_link
from monitor.language import Language, message
from monitor.source import Hours, Source
from runtime.clock import now
from storage.held_versions import accept_last
from storage.tracker import Tracker


def list_(
    broken: Annotated[bool, typer.Option("--broken", help="Only those that are not well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """List the sources and how they fare.

    Example: forewarn sources list --broken
    """
    with session() as context:
        known = context.stores.health.of(context.sources)
        for source in context.catalogue.sources:
            health = known.get(source.id)
            if not broken or state_of(source, health, now()) in UNWELL:
                _print_source(source, health, now(), as_json=as_json)


def proposals(
    close: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="The number of one that is dealt with.")
    ] = 0,
) -> None:
    """List pages that moved for good, and pages newly linked from watched ones.

    Example: forewarn sources proposals --close 3
    """
    with session() as context:
        if close and not context.stores.proposals.close(close):
            raise ConfigurationError(f"there is no proposal {close}")
        if close:
            record(context, "close-proposal", f"proposal:{close}")
        for found in context.stores.proposals.waiting():
            what = found.proposal
            where = safe_link(what.url)
            typer.echo(f"{found.id:>5}  {what.kind:<6}  {what.source_id}  {where}  {what.title}")


def pending(
    accept: Annotated[str, typer.Option(help="A source whose quarantined snapshot is true.")] = "",
    refuse: Annotated[str, typer.Option(help="A source whose quarantined snapshot is not.")] = "",
) -> None:
    """List the quarantined snapshots, which wait for confirmation; accept or refuse one.

    Example: forewarn sources pending --accept etsy-fees
    """
    with session() as context:
        if accept:
            _accept(context, accept)
        if refuse:
            _refuse(context, refuse)
        for waiting in context.stores.health.pending():
            typer.echo(
                f"{waiting.source_id:<36} since {waiting.since:%Y-%m-%d %H:%M}  {waiting.reason}"
            )


def pause(
    source_id: Annotated[str, typer.Argument(help="A source id.")],
    why: Annotated[str, typer.Option(help="The reason, for those who ask later.")] = "",
) -> None:
    """Leave a source alone until it is resumed.

    Example: forewarn sources pause etsy-fees --why "its owner asked us to wait"
    """
    with session() as context:
        if context.stores.health.pause(context.catalogue.find(source_id).id, why, now()):
            record(context, "pause", source_id, why)
        typer.echo(f"{source_id} is paused.")


def resume(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Resume a source that was paused, or set aside after two faults of Forewarn itself.

    Example: forewarn sources resume etsy-fees
    """
    with session() as context:
        was = context.stores.health.resume(context.catalogue.find(source_id).id, now())
        if was:
            record(context, "resume", source_id)
        typer.echo(f"{source_id} is watched again." if was else f"{source_id} was not paused.")


def check(
    file: Annotated[
        Path | None,
        typer.Argument(help="A catalogue file or folder; none: those that are set."),
    ] = None,
) -> None:
    """Validate the catalogue and its overlay: each fault with file, line and reason.

    Example: forewarn sources check catalogue/fcc.yaml
    """
    settings = load_settings()
    loaded = catalogue.load(
        file or settings.catalogue,
        overlay=None if file else settings.overlay,
        allow_private=settings.allow_private_networks,
    )
    for problem in loaded.problems:
        typer.echo(str(problem), err=True)
    right = message("cli", Language.EN, "sources_right", count=len(loaded.sources))
    faults = message("cli", Language.EN, "faults_found", count=len(loaded.problems))
    typer.echo(f"{right}, {faults}")
    raise typer.Exit(2 if loaded.problems else 0)


def _accept(context: AppContext, source_id: str) -> None:
    """Accept the quarantined snapshot; ConfigurationError when there is none."""
    source, tracker = context.catalogue.find(source_id), Tracker(context.stores.archive)
    result = accept_last(context.stores.quarantine, tracker, source, now())
    if result is None:
        raise ConfigurationError(f"no capture of {source_id} waits")
    record(context, "accept", source_id, str(result.version or ""))
    typer.echo(f"{source_id}: {result.outcome}, version {result.version}")


def _refuse(context: AppContext, source_id: str) -> None:
    """Reject the quarantined snapshot; ConfigurationError when there is none."""
    held = context.stores.quarantine.held(context.catalogue.find(source_id).id)
    if held is None or not context.stores.quarantine.refuse(source_id, held.text_sha256):
        raise ConfigurationError(f"no capture of {source_id} waits")
    record(context, "refuse", source_id, held.text_sha256)
    typer.echo(f"{source_id}: refused; the last good version stays")


def _print_source(
    source: Source, health: Health | None, moment: datetime, *, as_json: bool
) -> None:
    """Print one source on one line; as JSON its YAML fields, id and state."""
    state = state_of(source, health, moment)
    if as_json:
        print_json({**asdict(source), "hours": _hours(source.hours), "state": state})
        return
    typer.echo(
        f"{source.id:<36} {source.category:<20} {source.kind:<7} {format_interval(source.every):<4}"
        f" {state:<9} {_why(source, health, state)}".rstrip()
    )


def _why(source: Source, health: Health | None, state: State) -> str:
    """Format the state of an unhealthy source: reason, since when, last good snapshot."""
    if state is State.PAUSED:
        return f"paused: {health.paused_why}" if health and health.paused_at else source.note
    if health is None or state not in UNWELL:
        return ""
    since = f"since {health.failing_since:%Y-%m-%d %H:%M}" if health.failing_since else ""
    good = f"last good {health.good_at:%Y-%m-%d %H:%M}" if health.good_at else "never good"
    return f"{health.reason} ({since}, {good})"


def _hours(hours: Hours | None) -> str | None:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M} {hours.timezone}" if hours else None
