"""`forewarn show`."""

from typing import Annotated

import typer


def show(
    version: Annotated[str, typer.Argument(help="SOURCE, or SOURCE@N for version N.")],
) -> None:
    """Print a version's text.

    Example: forewarn show fcc-covered-list@2
    """
    from forewarn.cli import versions
    from forewarn.cli.session import session
    from forewarn.cli.telling import tell_document

    with session() as parts:
        found = versions.version(parts, *versions.parse(version))
        tell_document(found.document)
