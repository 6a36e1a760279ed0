"""`forewarn deliver`."""

from typing import Annotated

import typer


def deliver(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False,
) -> None:
    """Send all that is due now, then exit.

    Example: forewarn deliver --json
    """
    import asyncio

    from forewarn.cli.delivering import deliver_now, tell
    from forewarn.cli.session import session

    with session() as context:
        tally, waiting = asyncio.run(deliver_now(context))
        tell(tally, waiting, as_json=as_json)
        raise typer.Exit(1 if tally.errors or waiting else 0)
