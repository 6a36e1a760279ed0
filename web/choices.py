"""Convert a subscriber's stored choices to form fields, and submitted form fields to choices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from monitor.audience import Frequency, Mute, Quiet, Subscriber, Subscription
from monitor.language import Language, codes
from monitor.model import Severity
from monitor.quiet import parse_quiet
from monitor.targets import Directory
from monitor.text import clean
from web.query_params import whole_number

MOST = 200
WANT, UNMUTE, ADD, SURE = "want:", "unmute:", "add", "sure"
_OFF, _ON, _LAST_HOUR = "off", "on", 23
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SubscriptionChoice:
    """How often to notify of a target, None to unsubscribe; `min_severity`: skip lower ones."""

    frequency: Frequency | None
    min_severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices that a form submits; what it does not name stays unchanged.

    `faults`: by field, the key of the text that says why its value is invalid.
    """

    wishes: Mapping[str, SubscriptionChoice]
    unmuted: frozenset[str]
    settings: Mapping[str, Any]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What the fields of a form are validated against; `faults` collects the invalid ones."""

    subscriber: Subscriber
    subscriptions: Mapping[str, Subscription]
    mutes: Iterable[Mute]
    directory: Directory
    faults: dict[str, str] = field(default_factory=dict)


def shown(subscriber: Subscriber, subscriptions: Mapping[str, Subscription]) -> dict[str, str]:
    """Convert the stored choices to the fields that a form would send."""
    quiet = subscriber.quiet
    fields = {WANT + target: _field_value(one) for target, one in subscriptions.items()}
    return fields | {
        "severity": subscriber.min_severity.level,
        "quiet": f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "",
        "quiet_passes": _ON if quiet and quiet.major_passes else "",
        "digest": subscriber.digest_frequency,
        "digest_hour": str(subscriber.digest_hour),
        "digest_empty": _ON if subscriber.digest_empty else "",
        "timezone": subscriber.timezone,
        "language": subscriber.language,
    }


def frequencies(subscriber: Subscriber) -> list[Frequency]:
    """List the frequencies that a subscriber may choose; mail is never instant."""
    instant = subscriber.chat_id is not None or bool(subscriber.relay)
    return list(Frequency) if instant else [Frequency.DAILY, Frequency.WEEKLY]


def choices_of(fields: Fields, known: FormContext) -> Choices:
    """Read the form's choices, and collect its invalid fields."""
    changes = _subscription_choices(fields, known) | _added_target(fields, known)
    settings = _settings(fields, known)
    _check_totals(changes, fields, known)
    return Choices(
        wishes=changes,
        unmuted=frozenset(one.target for one in known.mutes if UNMUTE + one.target in fields),
        settings=settings,
        faults=known.faults,
    )


def _subscription_choices(fields: Fields, known: FormContext) -> dict[str, SubscriptionChoice]:
    """Read the fields `want:TARGET`; a target already subscribed to may have left the catalogue."""
    found: dict[str, SubscriptionChoice] = {}
    for name, typed in fields.items():
        target = name.removeprefix(WANT)
        if not name.startswith(WANT) or typed == _field_value(known.subscriptions.get(target)):
            continue
        choice = _subscription_choice(typed, known.subscriber)
        if target not in known.subscriptions and not known.directory.has(target):
            known.faults[name] = "unknown_want"
        elif choice is None:
            known.faults[name] = "unknown_choice"
        else:
            found[target] = choice
    return found


def _subscription_choice(typed: str, subscriber: Subscriber) -> SubscriptionChoice | None:
    """Parse a frequency, optionally followed by a level as in `daily:act`, or `off`."""
    if typed == _OFF:
        return SubscriptionChoice(None)
    frequency, colon, level = typed.partition(":")
    least = _severity(level)
    if frequency not in frequencies(subscriber) or (colon and least is None):
        return None
    return SubscriptionChoice(Frequency(frequency), least)


def _added_target(fields: Fields, known: FormContext) -> dict[str, SubscriptionChoice]:
    text = clean(fields.get(ADD, ""))
    target = known.directory.find(text) if text else None
    if text and target is None:
        known.faults[ADD] = "unknown_target"
    return {target: SubscriptionChoice(frequencies(known.subscriber)[0])} if target else {}


def _check_totals(
    changes: Mapping[str, SubscriptionChoice], fields: Fields, known: FormContext
) -> None:
    """Refuse too many subscriptions, and an unconfirmed removal of all of them."""
    remaining = {target for target in known.subscriptions if target not in changes}
    remaining |= {target for target, choice in changes.items() if choice.frequency}
    if len(remaining) > max(MOST, len(known.subscriptions)):
        known.faults[ADD] = "too_many"
    if known.subscriptions and not remaining and fields.get(SURE) != _ON:
        known.faults[SURE] = "sure_of_nothing"


def _settings(fields: Fields, known: FormContext) -> dict[str, Any]:
    """Parse the settings that the form names."""
    found: dict[str, Any] = {}
    for name, (read, fault) in _SETTINGS.items():
        if name not in fields:
            continue
        value = read(fields[name].strip())
        if value is None:
            known.faults[name] = fault
        else:
            found[name] = value
    if "quiet" in found:
        found["quiet"] = _quiet(fields)
    if "digest" in fields:
        # Browsers do not send an unticked checkbox.
        found["digest_empty"] = fields.get("digest_empty") == _ON
    return found


def _severity(typed: str) -> Severity | None:
    """Find the severity of a level, or of a label of an older form; None for silent or unknown."""
    return next((one for one in Severity if one and typed in {one.level, one.label}), None)


def _is_quiet(typed: str) -> bool | None:
    return typed in {"", _OFF} or parse_quiet(typed) is not None or None


def _quiet(fields: Fields) -> Quiet | None:
    return parse_quiet(fields["quiet"], major_passes=fields.get("quiet_passes") == _ON)


def _digest(typed: str) -> Frequency | None:
    return Frequency(typed) if typed in {Frequency.DAILY, Frequency.WEEKLY} else None


def _hour(typed: str) -> int | None:
    return whole_number(typed, _LAST_HOUR)


def _timezone(typed: str) -> str | None:
    """Find a time zone, in any case and with spaces, as the bot accepts it."""
    name = "_".join(typed.split()).casefold()
    return next((zone for zone in available_timezones() if zone.casefold() == name), None)


def _language(typed: str) -> Language | None:
    return Language(typed) if typed in codes() else None


def _field_value(subscription: Subscription | None) -> str:
    """Convert a subscription to the value of its form field."""
    if subscription is None:
        return _OFF
    frequency = str(subscription.frequency)
    least = subscription.min_severity
    return f"{frequency}:{least.level}" if least and least > Severity.MINOR else frequency


# The parser of each setting, which returns None for an invalid value, and the key of the text that says why.
_SETTINGS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "severity": (_severity, "unknown_choice"),
    "quiet": (_is_quiet, "unknown_quiet"),
    "digest": (_digest, "unknown_choice"),
    "digest_hour": (_hour, "unknown_hour"),
    "timezone": (_timezone, "unknown_timezone"),
    "language": (_language, "unknown_choice"),
}
