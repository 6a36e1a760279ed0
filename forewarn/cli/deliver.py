"""`forewarn deliver`."""

import asyncio
from typing import Annotated

import typer

from delivery.dispatcher import Dispatcher, Tally
from forewarn.channels import open_channels
from forewarn.cli.formatting import print_json, warn
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from monitor.audience import ChannelName
from monitor.language import Language, message
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
