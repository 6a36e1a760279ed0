"""`forewarn digest`."""

from typing import Annotated

import typer

from delivery.digests import DueDigest, content, due_digests, has_news, make_due
from forewarn.cli.deliver import deliver_now
from forewarn.cli.formatting import parse_moment
from forewarn.cli.session import session
from forewarn.cli.subscribers import format_contact
from forewarn.wiring import AppContext
from monitor.audience import Digest
from monitor.language import Language, message
from monitor.text import clean
from monitor.wording import headline
from runtime.clock import now


def digest(
    at: Annotated[str, typer.Option(help="As of this time; none: now.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show them, make and send none.")
    ] = False,
) -> None:
    """Make and send the digests that are due.

    Example: forewarn digest --at 2026-03-01T08:00+08:00 --dry-run
    """
    with session() as context:
        moment = parse_moment(at, now()) if at else now()
        for due in due_digests(context, moment) if dry_run else make_due(context, moment):
            _print_digest(context, due)
        if not dry_run:
            raise typer.Exit(deliver_now(context, as_json=False))


def _print_digest(context: AppContext, due: DueDigest) -> None:
    """Print the subscriber, the channel and exactly the changes that the digest contains."""
    made = content(context, due)
    is_sent = due.channel and has_news(made, due.subscriber, due.channel)
    where = due.channel if is_sent else "not sent, nothing new"
    alerted = f", {len(made.alerted)} told at once" if made.alerted else ""
    head = f"{due.period.local_date}  {format_contact(due.subscriber)}"
    changes = message("cli", Language.EN, "changes", count=made.count)
    typer.echo(f"{head}  {changes}{alerted}  {where}")
    for line in _lines(made):
        typer.echo(f"  {line}")


def _lines(made: Digest) -> list[str]:
    changes = [
        f"{c.assessment.severity.level}  {c.source_id}  {clean(headline(c, Language.EN))}  #{c.id}"
        for c in made.changes
    ]
    return changes + [f"{rest.count} more of {rest.source_id}  {rest.url}" for rest in made.more]
