"""`forewarn diff`."""

from typing import Annotated

import typer

from forewarn.cli.edit_formatting import print_edit
from forewarn.cli.session import session
from forewarn.cli.versions import LAST_VERSION, find_version
from monitor.diff import compare
from monitor.errors import ConfigurationError


def diff(
    source: Annotated[str, typer.Argument(help="A source id.")],
    before: Annotated[
        int | None,
        typer.Argument(min=0, max=LAST_VERSION, help="A version number; none: the one before."),
    ] = None,
    after: Annotated[
        int | None,
        typer.Argument(min=0, max=LAST_VERSION, help="A version number; none: the newest."),
    ] = None,
) -> None:
    """Show the change between two versions, word by word.

    Example: forewarn diff fcc-covered-list 1 2
    """
    with session() as context:
        new = find_version(context, source, after)
        old = (
            find_version(context, source, before) if before else context.stores.history.before(new)
        )
        if old is None:
            raise ConfigurationError(f"{source} has one version only; there is nothing to compare")
        typer.echo(f"{source}: version {old.number} -> {new.number}")
        for edit in compare(old.document, new.document):
            print_edit(edit)
