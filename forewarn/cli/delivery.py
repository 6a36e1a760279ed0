"""`forewarn deliver` and `forewarn digest`: send what is due."""

import asyncio
from typing import Annotated

import typer

from delivery.digests import DueDigest, content, due_digests, has_news, make_due
from delivery.dispatcher import Dispatcher, Tally
from forewarn.channels import open_channels
from forewarn.cli.formatting import parse_moment, print_json, warn
from forewarn.cli.session import session
from forewarn.cli.subscribers import format_contact
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Digest
from monitor.language import Language, message
from monitor.text import clean
from monitor.wording import headline
from runtime.clock import now

_SETTINGS = {
    ChannelName.TELEGRAM: "FOREWARN_TELEGRAM_TOKEN",
    ChannelName.EMAIL: "FOREWARN_SMTP_URL and FOREWARN_MAIL_FROM",
}


def deliver(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False,
) -> None:
    """Send all that is due now, then exit.

    Example: forewarn deliver --json
    """
    with session() as context:
        raise typer.Exit(deliver_now(context, as_json=as_json))


def deliver_now(context: AppContext, *, as_json: bool) -> int:
    """Send what is due and print the result; return 1 when a message was refused or waits."""
    tally, waiting = asyncio.run(_deliver_due(context))
    _print_tally(tally, waiting, as_json=as_json)
    return 1 if tally.errors or waiting else 0


async def _deliver_due(context: AppContext) -> tuple[Tally, dict[ChannelName, int]]:
    """Send what is due; count the messages for channels that are not configured."""
    async with open_channels(context.settings) as channels:
        tally = await Dispatcher(context, channels).deliver_due()
        due = context.stores.outbox.waiting(now())
        return tally, {name: n for name, n in due.items() if name not in channels}


def _print_tally(tally: Tally, waiting: dict[ChannelName, int], *, as_json: bool) -> None:
    """Print the counts and each refusal."""
    values = {
        "sent": tally.sent,
        "failed": tally.failed,
        "dead": tally.dead,
        "waiting": sum(waiting.values()),
    }
    if as_json:
        print_json({**values, "errors": tally.errors})
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in values.items()))
    for error in tally.errors:
        warn(error)
    for name, count in waiting.items():
        warn(
            message(
                "cli",
                Language.EN,
                "messages_wait",
                count=count,
                channel=name,
                setting=_SETTINGS[name],
            )
        )


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
    alerted = f", {len(made.alerted)} sent at once" if made.alerted else ""
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
