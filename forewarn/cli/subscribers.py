"""`forewarn subscribers`: manages the subscribers, for the operator."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.lazy_group import new_group
from forewarn.cli.session import session
from forewarn.cli.subscriber_files import add_entry, entry_of, entry_values, import_file
from forewarn.wiring import AppContext
from monitor.audience import Subscriber
from monitor.errors import ConfigurationError
from monitor.language import Language, message
from monitor.relay import shown

# The largest id that the database stores, in eight bytes.
_LAST = 2**63 - 1

subscribers = new_group("subscribers", "Who is told.")


@subscribers.command()
def add(
    address: Annotated[str, typer.Argument(help="An e-mail or relay address; its owner agreed.")],
    to: Annotated[list[str], typer.Option(help="A category, goods, source…; may be repeated.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    timezone: Annotated[str, typer.Option(help="An IANA zone.")] = "Asia/Shanghai",
    hour: Annotated[int, typer.Option(min=0, max=23, help="The digest's local hour.")] = 8,
    frequency: Annotated[str, typer.Option(help="instant, daily or weekly.")] = "",
) -> None:
    """Send digests to a mail address, or alerts to a team's chat bot or webhook.

    Example: forewarn subscribers add me@example.com --to customs-border --language en
    """
    is_relay = address.startswith("https://")
    chosen = frequency or ("instant" if is_relay else "daily")
    values = {
        "relay" if is_relay else "email": address,
        "language": language,
        "timezone": timezone,
        "hour": hour,
        "subscriptions": [{"target": target, "frequency": chosen} for target in to],
    }
    entry = entry_of(values)
    with session() as context:
        one = add_entry(context, entry)
        typer.echo(
            f"Subscriber {one.id}: {format_contact(one)}, {hour}:00 {timezone}, {', '.join(to)}"
        )
        if is_relay:
            typer.echo(f"A webhook's requests are signed with {one.relay_secret}")


@subscribers.command("list")
def list_(
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON line each, as import takes them.")
    ] = False,
) -> None:
    """List the subscribers.

    Example: forewarn subscribers list
    """
    with session() as context:
        _print_all(context, as_json=as_json)


@subscribers.command()
def show(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=_LAST, help="A number of the list.")],
) -> None:
    """Show all that is stored on a subscriber: settings, subscriptions, deliveries.

    Example: forewarn subscribers show 7
    """
    with session() as context:
        _print_one(context, subscriber_id)


@subscribers.command()
def remove(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=_LAST, help="A number of the list.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase a subscriber and all that is owed to them; asks first.

    Example: forewarn subscribers remove 7 --yes
    """
    with session() as context:
        one = _find(context, subscriber_id)
        if yes or _confirm(
            f"Erase subscriber {one.id} ({format_contact(one)}) and all that is stored?"
        ):
            context.stores.subscribers.remove(one.id)
            typer.echo(f"Subscriber {one.id} is erased.")
        else:
            typer.echo("Nothing was erased.")


@subscribers.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines, as `subscribers list --json` writes.")],
) -> None:
    """Store the subscribers of a file; one that is known already is brought up to date.

    Example: forewarn subscribers import subscribers.jsonl
    """
    with session() as context:
        stored = import_file(context, file)
        typer.echo(message("cli", Language.EN, "subscribers_stored", count=stored))


@subscribers.command()
def export() -> None:
    """Write all subscribers as JSON Lines, for `forewarn subscribers import`.

    Example: forewarn subscribers export > subscribers.jsonl
    """
    with session() as context:
        _print_all(context, as_json=True)


def _print_all(context: AppContext, *, as_json: bool) -> None:
    """Print every subscriber on one line; as JSON in the format of `import`."""
    everyone = context.stores.subscribers.everyone()
    by_subscriber = context.stores.subscribers.subscriptions_of(one.id for one in everyone)
    for one in everyone:
        subscriptions = by_subscriber.get(one.id, [])
        if as_json:
            print_json(entry_values(one, subscriptions))
        else:
            targets = ", ".join(s.target for s in subscriptions)
            state = "" if one.active else "  (left)"
            typer.echo(f"{one.id:>6}  {format_contact(one)}  {one.language}  {targets}{state}")


def _print_one(context: AppContext, subscriber_id: int) -> None:
    """Print all that is stored on a subscriber, as JSON."""
    stored = context.stores.personal.of(_find(context, subscriber_id).id)
    typer.echo(json.dumps(stored, ensure_ascii=False, indent=1))


def _find(context: AppContext, subscriber_id: int) -> Subscriber:
    """Find the subscriber of that number; ConfigurationError when there is none."""
    found = context.stores.subscribers.get(subscriber_id)
    if found is None:
        raise ConfigurationError(
            f"there is no subscriber {subscriber_id}; see: forewarn subscribers list"
        )
    return found


def _confirm(question: str) -> bool:
    """Ask for confirmation on the terminal; ConfigurationError when nobody answers."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        sys.stderr.write("\n")
        raise ConfigurationError("nothing was erased; answer y, or say --yes") from None


def format_contact(one: Subscriber) -> str:
    """Format the addresses of a subscriber, without the key in a relay's address."""
    ways = [one.email, f"chat {one.chat_id}" if one.chat_id is not None else ""]
    return ", ".join(filter(None, [*ways, shown(one.relay) if one.relay else ""])) or "nowhere"
