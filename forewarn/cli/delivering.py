"""What `forewarn deliver` does, apart from reading its command line."""

import typer

from delivery.dispatcher import Dispatcher, Tally
from forewarn.channels import open_channels
from forewarn.cli.output import line, warn
from forewarn.wiring import AppContext
from monitor.audience import ChannelName
from runtime.clock import now

Waiting = dict[ChannelName, int]
_SETTINGS = {
    ChannelName.TELEGRAM: "FOREWARN_TELEGRAM_TOKEN",
    ChannelName.EMAIL: "FOREWARN_SMTP_URL and FOREWARN_MAIL_FROM",
}


async def deliver_now(context: AppContext) -> tuple[Tally, Waiting]:
    """Send what is due; what waits for a channel that is not configured is counted."""
    async with open_channels(context.settings) as channels:
        tally = await Dispatcher(context, channels).deliver_due()
        due = context.stores.outbox.waiting(now())
        return tally, {name: n for name, n in due.items() if name not in channels}


def tell(tally: Tally, waiting: Waiting, *, as_json: bool) -> None:
    """Print what came of it; each refusal is named."""
    values = {
        "sent": tally.sent,
        "failed": tally.failed,
        "dead": tally.dead,
        "waiting": sum(waiting.values()),
    }
    if as_json:
        line({**values, "errors": tally.errors})
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in values.items()))
    for error in tally.errors:
        warn(error)
    for name, count in waiting.items():
        warn(f"{count} messages wait for {name}; set {_SETTINGS[name]}")
