"""A due digest as `forewarn digest` prints it: what the reader gets, and nothing else."""

import typer

from delivery.digests import DueDigest, content, has_news
from forewarn.cli.subscribing import reached
from forewarn.wiring import AppContext
from monitor.audience import Digest
from monitor.text import clean


def tell_digest(context: AppContext, due: DueDigest) -> None:
    """Print who gets it, where, and the list."""
    made = content(context, due)
    is_sent = due.channel and has_news(made, due.subscriber, due.channel)
    where = due.channel if is_sent else "not sent, nothing new"
    told = f", {len(made.alerted)} told at once" if made.alerted else ""
    head = f"{due.period.local_date}  {reached(due.subscriber)}"
    typer.echo(f"{head}  {made.count} changes{told}  {where}")
    for line in _lines(made):
        typer.echo(f"  {line}")


def _lines(made: Digest) -> list[str]:
    listed = [
        f"{c.assessment.severity.label}  {c.source_id}  {clean(c.summary)}  #{c.id}"
        for c in made.changes
    ]
    return listed + [f"{rest.count} more of {rest.source_id}  {rest.url}" for rest in made.more]
