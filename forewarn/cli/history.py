"""`forewarn history`."""

from typing import Annotated

import typer


def history(
    source: Annotated[str, typer.Argument(help="A source id.")],
    section: Annotated[str, typer.Option(help="Words of a section's heading.")] = "",
) -> None:
    """List a source's versions, the oldest first; with --section, one section's own history.

    Example: forewarn history fcc-covered-list --section "Filing"
    """
    from forewarn.cli.session import session
    from forewarn.cli.telling_edits import tell_section
    from forewarn.cli.versions import known, section_history
    from monitor.flapping import RECENT, is_flapping

    with session() as context:
        if section:
            for step in section_history(context, source, section):
                tell_section(source, step)
            return
        versions = known(context, source)
        if is_flapping(version.reason for version in versions[-RECENT:]):
            typer.echo("This page flaps between states; its returns are recorded and silent.")
        for version in versions:
            when = f"{version.recorded_at:%Y-%m-%d %H:%M}"
            mark = version.chain_sha256[:12]
            typer.echo(
                f"{source}@{version.number}  {when}  {version.reason:<9}  {mark}  {version.title}"
            )
