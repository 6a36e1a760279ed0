"""`forewarn history`."""

from typing import Annotated

import typer

from forewarn.cli.session import session
from forewarn.cli.versions import list_versions, section_history
from monitor.flapping import RECENT, is_flapping
from monitor.language import Language
from monitor.sections import SectionVersion
from monitor.wording import why


def history(
    source: Annotated[str, typer.Argument(help="A source id.")],
    section: Annotated[str, typer.Option(help="Words of a section's heading.")] = "",
) -> None:
    """List a source's versions, the oldest first; with --section, one section's own history.

    Example: forewarn history fcc-covered-list --section "Filing"
    """
    with session() as context:
        if section:
            for step in section_history(context, source, section):
                _print_section(source, step)
            return
        versions = list_versions(context, source)
        if is_flapping(version.reason for version in versions[-RECENT:]):
            typer.echo("This page flaps between states; its returns are recorded and silent.")
        silenced = {c.to_version: c for c in context.stores.history.silenced(source)}
        for version in versions:
            when = f"{version.recorded_at:%Y-%m-%d %H:%M}"
            mark = version.chain_sha256[:12]
            typer.echo(
                f"{source}@{version.number}  {when}  {version.reason:<9}  {mark}  {version.title}"
            )
            if change := silenced.get(version.number):
                typer.echo(f"    {why(change.assessment, Language.EN)}")


def _print_section(source: str, step: SectionVersion) -> None:
    """Print the state of a section in one version, with its text if it changed."""
    heading = step.section.heading if step.section else "(not there)"
    typer.echo(f"{source}@{step.number}  {'changed' if step.changed else 'same   '}  {heading}")
    if step.section and step.changed:
        for text in step.section.text.splitlines():
            typer.echo(f"    {text}")
