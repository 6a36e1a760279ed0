"""`forewarn signin`."""

import typer

from delivery.links import sign_in_link
from forewarn.cli.session import session
from monitor.errors import ConfigurationError
from monitor.operators import AT_THE_SHELL
from runtime.clock import now


def signin() -> None:
    """Print a link that signs an operator in to the web part, once, within ten minutes.

    Example: forewarn signin
    """
    with session() as context:
        link = sign_in_link(context, AT_THE_SHELL, now())
        if not link:
            raise ConfigurationError("FOREWARN_WEB_BIND is off; there is nothing to sign in to")
        typer.echo(link)
