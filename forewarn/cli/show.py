"""`forewarn show`."""

from typing import Annotated

import typer

from forewarn.cli.formatting import print_document
from forewarn.cli.session import session
from forewarn.cli.versions import find_version, parse_version
from monitor.hyperlink import safe_link


def show(
    version: Annotated[
        str, typer.Argument(metavar="SOURCE[@N]", help="A source id, or one version of it.")
    ],
    links: Annotated[bool, typer.Option("--links", help="Where its links lead, too.")] = False,
) -> None:
    """Print a version's text; without a number the newest.

    Example: forewarn show fcc-covered-list@2
    """
    with session() as context:
        document = find_version(context, *parse_version(version)).document
        print_document(document)
        if links:
            for link in document.links:
                typer.echo(f"[{link.text}] {safe_link(link.url)}")
