"""`forewarn show`."""

from typing import Annotated

import typer


def show(
    version: Annotated[
        str, typer.Argument(metavar="SOURCE[@N]", help="A source id, or one version of it.")
    ],
    links: Annotated[bool, typer.Option("--links", help="Where its links lead, too.")] = False,
) -> None:
    """Print a version's text; without a number the newest.

    Example: forewarn show fcc-covered-list@2
    """
    from forewarn.cli.session import session
    from forewarn.cli.telling import tell_document, tell_links
    from forewarn.cli.versions import parse
    from forewarn.cli.versions import version as stored

    with session() as context:
        document = stored(context, *parse(version)).document
        tell_document(document)
        if links:
            tell_links(document)
