"""`forewarn subscribers`: readers by mail alone, entered by the operator."""

from typing import Annotated

import typer

subscribers = typer.Typer(help="Who is told.", no_args_is_help=True)


@subscribers.command()
def add(
    email: Annotated[str, typer.Argument(help="An address whose owner agreed.")],
    to: Annotated[list[str], typer.Option(help="A category, topic or source; may be repeated.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    timezone: Annotated[str, typer.Option(help="An IANA zone.")] = "Asia/Shanghai",
    hour: Annotated[int, typer.Option(min=0, max=23, help="The digest's local hour.")] = 8,
) -> None:
    """Send a daily digest to an address.

    Example: forewarn subscribers add me@example.com --to customs-border --language en
    """
    from forewarn.cli.session import session
    from forewarn.cli.subscribing import subscribe_email

    with session() as parts:
        subscriber = subscribe_email(parts, email, to, language, timezone, hour)
        typer.echo(
            f"Subscriber {subscriber.id}: {subscriber.email}, {hour}:00 {timezone}, {', '.join(to)}"
        )


@subscribers.command("list")
def list_() -> None:
    """List the subscribers.

    Example: forewarn subscribers list
    """
    from forewarn.cli.session import session

    with session() as parts:
        for subscriber in parts.subscribers.everyone():
            wanted = ", ".join(s.target for s in parts.subscribers.subscriptions(subscriber.id))
            reached = subscriber.email or f"chat {subscriber.chat_id}"
            state = "" if subscriber.active else "  (left)"
            typer.echo(f"{subscriber.id:>6}  {reached}  {subscriber.language}  {wanted}{state}")


@subscribers.command()
def remove(
    subscriber_id: Annotated[int, typer.Argument(help="A number of the list.")],
) -> None:
    """Erase a subscriber and all that is owed to them.

    Example: forewarn subscribers remove 7
    """
    from forewarn.cli.session import session
    from monitor.errors import ConfigurationError

    with session() as parts:
        if parts.subscribers.get(subscriber_id) is None:
            raise ConfigurationError(
                f"there is no subscriber {subscriber_id}; see: forewarn subscribers list"
            )
        parts.subscribers.remove(subscriber_id)
        typer.echo(f"Subscriber {subscriber_id} is erased.")
