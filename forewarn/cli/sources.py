"""`forewarn sources`: the catalogue."""

from pathlib import Path
from typing import Annotated

import typer

sources = typer.Typer(help="The catalogue of sources.", no_args_is_help=True)


@sources.command("list")
def list_(
    broken: Annotated[bool, typer.Option("--broken", help="Only those that are not well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """List the sources and how they fare.

    Example: forewarn sources list --broken
    """
    from forewarn.cli.session import session
    from forewarn.cli.telling_sources import tell_source
    from monitor.health import UNWELL, state_of
    from runtime.clock import now

    with session() as context:
        known = context.stores.health.of(context.sources)
        for source in context.catalogue.sources:
            health = known.get(source.id)
            if not broken or state_of(source, health, now()) in UNWELL:
                tell_source(source, health, now(), as_json=as_json)


@sources.command()
def proposals(
    close: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="The number of one that is dealt with.")
    ] = 0,
) -> None:
    """List pages that moved for good, and pages newly linked from watched ones.

    Example: forewarn sources proposals --close 3
    """
    from forewarn.cli.session import session
    from monitor.errors import ConfigurationError
    from monitor.hyperlink import safe_link

    with session() as context:
        if close and not context.stores.proposals.close(close):
            raise ConfigurationError(f"there is no proposal {close}")
        for found in context.stores.proposals.waiting():
            what = found.proposal
            where = safe_link(what.url)
            typer.echo(f"{found.id:>5}  {what.kind:<6}  {what.source_id}  {where}  {what.title}")


@sources.command()
def pending(
    accept: Annotated[str, typer.Option(help="A source whose waiting capture is true.")] = "",
    refuse: Annotated[str, typer.Option(help="A source whose waiting capture is not.")] = "",
) -> None:
    """List doubtful captures that wait to be seen again; accept or refuse one.

    Example: forewarn sources pending --accept etsy-fees
    """
    from forewarn.cli.reviewing import accept_pending, refuse_pending, tell_pending
    from forewarn.cli.session import session

    with session() as context:
        if accept:
            accept_pending(context, accept)
        if refuse:
            refuse_pending(context, refuse)
        tell_pending(context)


@sources.command()
def pause(
    source_id: Annotated[str, typer.Argument(help="A source id.")],
    why: Annotated[str, typer.Option(help="The reason, for those who ask later.")] = "",
) -> None:
    """Leave a source alone until it is resumed.

    Example: forewarn sources pause etsy-fees --why "its owner asked us to wait"
    """
    from forewarn.cli.session import session
    from runtime.clock import now

    with session() as context:
        context.stores.health.pause(context.catalogue.find(source_id).id, why, now())
        typer.echo(f"{source_id} is paused.")


@sources.command()
def resume(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Watch a source again that was paused, or set aside after two faults of Forewarn itself.

    Example: forewarn sources resume etsy-fees
    """
    from forewarn.cli.session import session
    from runtime.clock import now

    with session() as context:
        was = context.stores.health.resume(context.catalogue.find(source_id).id, now())
        typer.echo(f"{source_id} is watched again." if was else f"{source_id} was not paused.")


@sources.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(help="A catalogue file or folder; none: the set one."),
    ] = None,
) -> None:
    """Validate the catalogue: each fault with file, line and reason.

    Example: forewarn sources check catalogue/fcc.yaml
    """
    from forewarn.cli.session import load_settings
    from monitor import catalogue

    settings = load_settings()
    loaded = catalogue.load(
        file or settings.catalogue, allow_private=settings.allow_private_networks
    )
    for problem in loaded.problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(loaded.sources)} sources are right, {len(loaded.problems)} faults found")
    raise typer.Exit(2 if loaded.problems else 0)


@sources.command()
def test(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Fetch one source and show what would be stored; nothing is stored.

    Example: forewarn sources test fcc-covered-list
    """
    from forewarn.cli.session import session
    from forewarn.cli.trying import try_source

    with session() as context:
        good = try_source(context.settings, context.catalogue.find(source_id))
        raise typer.Exit(0 if good else 1)


@sources.command()
def add(
    url: Annotated[str, typer.Argument(help="The page or feed to watch.")],
    organisation: Annotated[str, typer.Option(help="Whose page it is; none: the host.")] = "",
    category: Annotated[str, typer.Option(help="A category; none: proposed from the text.")] = "",
) -> None:
    """Fetch a page, propose its YAML, and write it into the catalogue.

    Example: forewarn sources add https://www.example.org/rules --category customs-border
    """
    from forewarn.cli.adding import add_source
    from forewarn.cli.session import load_settings

    raise typer.Exit(0 if add_source(load_settings(), url, organisation, category) else 1)
