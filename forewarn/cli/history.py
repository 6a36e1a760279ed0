"""`forewarn history`."""

from typing import Annotated

import typer


def history(source: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """List a source's versions, the oldest first.

    Example: forewarn history fcc-covered-list
    """
    from forewarn.cli.session import session
    from forewarn.cli.versions import known

    with session() as parts:
        for version in known(parts, source):
            when = f"{version.recorded_at:%Y-%m-%d %H:%M}"
            mark = version.chain_sha256[:12]
            typer.echo(
                f"{source}@{version.number}  {when}  {version.reason:<9}  {mark}  {version.title}"
            )
