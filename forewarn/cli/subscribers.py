"""`forewarn subscribers`: who is told, for the operator."""

from pathlib import Path
from typing import Annotated

import typer

# What the database keeps in eight bytes.
_LAST = 2**63 - 1

subscribers = typer.Typer(help="Who is told.", no_args_is_help=True)


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
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import add_entry, entry_of, reached

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
        typer.echo(f"Subscriber {one.id}: {reached(one)}, {hour}:00 {timezone}, {', '.join(to)}")
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
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import tell_all

    with session() as context:
        tell_all(context, as_json=as_json)


@subscribers.command()
def show(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=_LAST, help="A number of the list.")],
) -> None:
    """Show all that is stored on a subscriber: settings, subscriptions, deliveries.

    Example: forewarn subscribers show 7
    """
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import tell_one

    with session() as context:
        tell_one(context, subscriber_id)


@subscribers.command()
def remove(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=_LAST, help="A number of the list.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase a subscriber and all that is owed to them; asks first.

    Example: forewarn subscribers remove 7 --yes
    """
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import is_meant, known, reached

    with session() as context:
        one = known(context, subscriber_id)
        if yes or is_meant(f"Erase subscriber {one.id} ({reached(one)}) and all that is stored?"):
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
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import import_file

    with session() as context:
        typer.echo(f"{import_file(context, file)} subscribers are stored.")


@subscribers.command()
def export() -> None:
    """Write all subscribers as JSON Lines, for `forewarn subscribers import`.

    Example: forewarn subscribers export > subscribers.jsonl
    """
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import tell_all

    with session() as context:
        tell_all(context, as_json=True)
