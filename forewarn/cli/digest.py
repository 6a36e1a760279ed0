"""`forewarn digest`."""

from typing import Annotated

import typer


def digest(
    at: Annotated[str, typer.Option(help="As of this time; none: now.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show them, make and send none.")
    ] = False,
) -> None:
    """Make and send the digests that are due.

    Example: forewarn digest --at 2026-03-01T08:00+08:00 --dry-run
    """
    import asyncio

    from delivery.digests import due_digests, make_due
    from forewarn.cli.delivering import deliver_now, tell
    from forewarn.cli.output import moment
    from forewarn.cli.session import session
    from forewarn.cli.telling_digests import tell_digest
    from runtime.clock import now

    with session() as context:
        moment_due = moment(at, now()) if at else now()
        made = due_digests(context, moment_due) if dry_run else make_due(context, moment_due)
        for due in made:
            tell_digest(context, due)
        if dry_run:
            return
        tally, waiting = asyncio.run(deliver_now(context))
        tell(tally, waiting, as_json=False)
        raise typer.Exit(1 if tally.errors or waiting else 0)
