"""`forewarn subscribers`: the subscribers, for the operator, and their files of JSON Lines."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from forewarn.cli.formatting import print_json
from forewarn.cli.operators import record
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from monitor.address import normal_address
from monitor.audience import Frequency, Subscriber, Subscription
from monitor.errors import ConfigurationError
from monitor.language import Language, codes, message
from monitor.model import Severity
from monitor.parsing import Unreadable, given
from monitor.parsing.json import read_json
from monitor.parsing.numbers import LARGEST
from monitor.parsing.times import read_zone
from monitor.relay import relay_kind, shown
from runtime.clock import now
from storage.delivery.confirmations import new_relay_secret

# The largest id that the database stores, in eight bytes.
LAST_ID = 2**63 - 1
# The faults of a file are reported together, at most so many.
_FAULTS_NAMED = 20


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
        record(context, "add-subscriber", f"subscriber:{one.id}")
        typer.echo(
            f"Subscriber {one.id}: {format_contact(one)}, {hour}:00 {timezone}, {', '.join(to)}"
        )
        if is_relay:
            typer.echo(f"A webhook's requests are signed with {one.relay_secret}")


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


def show(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=LAST_ID, help="A number of the list.")],
) -> None:
    """Show all that is stored on a subscriber: settings, subscriptions, deliveries.

    Example: forewarn subscribers show 7
    """
    with session() as context:
        _print_one(context, subscriber_id)


def remove(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=LAST_ID, help="A number of the list.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase a subscriber and all that is pending for them; asks first.

    Example: forewarn subscribers remove 7 --yes
    """
    with session() as context:
        one = find_subscriber(context, subscriber_id)
        if yes or _confirm(
            f"Erase subscriber {one.id} ({format_contact(one)}) and all that is stored?"
        ):
            context.stores.subscribers.remove(one.id)
            record(context, "remove-subscriber", f"subscriber:{one.id}")
            typer.echo(f"Subscriber {one.id} is erased.")
        else:
            typer.echo("Nothing was erased.")


def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines, as `subscribers list --json` writes.")],
) -> None:
    """Store the subscribers of a file; one that is known already is brought up to date.

    Example: forewarn subscribers import subscribers.jsonl
    """
    with session() as context:
        stored = import_file(context, file)
        record(context, "import-subscribers", "", str(stored))
        typer.echo(message("cli", Language.EN, "subscribers_stored", count=stored))


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
    stored = context.stores.personal.of(find_subscriber(context, subscriber_id).id)
    typer.echo(json.dumps(stored, ensure_ascii=False, indent=1))


def find_subscriber(context: AppContext, subscriber_id: int) -> Subscriber:
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


class EntrySubscription(BaseModel):
    """One subscription, in a file of subscribers."""

    model_config = ConfigDict(extra="forbid")
    target: str
    # Files that release 0.1.0 exported have the second names.
    frequency: Frequency = Field(
        default=Frequency.DAILY, validation_alias=AliasChoices("frequency", "rhythm")
    )
    min_severity: str | None = Field(
        default=None, validation_alias=AliasChoices("min_severity", "least")
    )

    @field_validator("min_severity")
    @classmethod
    def _known_severity(cls, value: str | None) -> str | None:
        return _severity_word(Severity.parse(value)) if value else None


def _severity_word(severity: Severity) -> str:
    """Return the label, which older releases read too; the level where the label says less."""
    is_same = Severity.parse(severity.label) is severity
    return severity.label if is_same else severity.level


class SubscriberEntry(BaseModel):
    """One subscriber, in a file of subscribers: a chat, an address or a relay, and settings."""

    model_config = ConfigDict(extra="forbid")
    chat_id: int | None = Field(default=None, ge=-LARGEST, le=LARGEST)
    thread_id: int = Field(default=0, ge=0, le=LARGEST)
    email: str = ""
    relay: str = ""
    language: str = "zh"
    timezone: str = "Asia/Shanghai"
    hour: int = Field(default=8, ge=0, le=23)
    subscriptions: list[EntrySubscription] = []

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in codes():
            raise ValueError(f"{value!r} is no language; choose {', '.join(codes())}")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        given(read_zone(value))
        return value

    @field_validator("email")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and normal_address(value) is None:
            raise ValueError(f"{value!r} is no e-mail address")
        return normal_address(value) or "" if value else ""

    @field_validator("relay")
    @classmethod
    def _relay(cls, value: str) -> str:
        if value and relay_kind(value) is None:
            raise ValueError("the relay is no https address of a chat's bot or a webhook")
        return value


def entry_of(values: dict[str, Any]) -> SubscriberEntry:
    """Validate an entry; ConfigurationError names its faults."""
    try:
        entry = SubscriberEntry.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise ConfigurationError("; ".join(map(_fault, details))) from None
    if entry.chat_id is None and not entry.email and not entry.relay:
        raise ConfigurationError("a subscriber needs a chat_id, an email or a relay")
    return entry


def _fault(detail: ErrorDetails) -> str:
    field = ".".join(map(str, detail["loc"]))
    return f"{field[:80]}: {detail['msg'].removeprefix('Value error, ')}"


def add_entry(context: AppContext, entry: SubscriberEntry) -> Subscriber:
    """Store a subscriber who gave consent elsewhere, with their subscriptions."""
    targets = _targets(context, entry)
    found = _store(context, entry)
    for target, one in zip(targets, entry.subscriptions, strict=True):
        min_severity = Severity.parse(one.min_severity) if one.min_severity else None
        context.stores.subscribers.subscribe(found.id, target, one.frequency, min_severity)
    return found


def _targets(context: AppContext, entry: SubscriberEntry) -> list[str]:
    """Resolve the targets of the entry; ConfigurationError for an unknown target."""
    directory = context.directory
    found = []
    for one in entry.subscriptions:
        target = directory.find(one.target)
        if target is None:
            raise ConfigurationError(f"{one.target!r} is no category, goods, source or words")
        found.append(target)
    return found


def _store(context: AppContext, entry: SubscriberEntry) -> Subscriber:
    language, zone = Language(entry.language), entry.timezone
    subscribers = context.stores.subscribers
    if entry.chat_id is not None:
        found = subscribers.welcome(entry.chat_id, language, now(), entry.thread_id)
        subscribers.set_language(found.id, language)
        subscribers.set_timezone(found.id, zone)
        subscribers.set_digest(found.id, hour=entry.hour)
        subscribers.set_addresses(found.id, entry.email, entry.relay, new_relay_secret())
        return found
    if entry.email:
        found = subscribers.add_email(entry.email, language, zone, entry.hour, now())
        subscribers.set_addresses(found.id, entry.email, entry.relay, new_relay_secret())
        return found
    return subscribers.add_relay(entry.relay, new_relay_secret(), language, zone, now())


def import_file(context: AppContext, file: Path) -> int:
    """Store every subscriber of a JSON Lines file, or none; return how many there were."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    entries, faults = [], []
    for number, text in enumerate(lines, 1):
        if text.strip():
            try:
                entries.append(_read_entry(text))
                _targets(context, entries[-1])
            except ConfigurationError as error:
                faults.append(f"{file}:{number}: {error}")
    if faults:
        raise ConfigurationError("; ".join(faults[:_FAULTS_NAMED]))
    for entry in entries:
        add_entry(context, entry)
    return len(entries)


def _read_entry(text: str) -> SubscriberEntry:
    values = read_json(text)
    if isinstance(values, Unreadable):
        raise ConfigurationError(values.reason)
    if not isinstance(values, dict):
        raise ConfigurationError("is no JSON object")
    return entry_of(values)


def entry_values(one: Subscriber, subscriptions: Iterable[Subscription]) -> dict[str, Any]:
    """Convert a subscriber to the JSON values of a line in the file."""
    entry = SubscriberEntry(
        chat_id=one.chat_id,
        thread_id=one.thread_id,
        language=one.language,
        timezone=one.timezone,
        hour=one.digest_hour,
        subscriptions=[
            EntrySubscription(
                target=_format_target(s.target),
                frequency=s.frequency,
                min_severity=_severity_word(s.min_severity) if s.min_severity else None,
            )
            for s in subscriptions
        ],
    )
    return entry.model_dump() | {"email": one.email, "relay": one.relay}


def _format_target(target: str) -> str:
    """Format a target so that `Directory.find` finds it again."""
    word = target.removeprefix("word:")
    return f'"{word}"' if word != target else target
