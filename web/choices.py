"""A reader's choices as the fields of a form: what is stored as a form shows it, what a form asks for."""

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
    """How often to hear of a target, None for no more; `min_severity`: nothing milder."""

    frequency: Frequency | None
    min_severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a form asks for; what it does not name stays as it is.

    `faults`: by field, the key of the text that says why it cannot be taken.
    """

    wishes: Mapping[str, SubscriptionChoice]
    unmuted: frozenset[str]
    settings: Mapping[str, Any]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What the fields of a form are read against."""

    reader: Subscriber
    wanted: Mapping[str, Subscription]
    mutes: Iterable[Mute]
    directory: Directory
    faults: dict[str, str] = field(default_factory=dict)


def shown(reader: Subscriber, wanted: Mapping[str, Subscription]) -> dict[str, str]:
    """What is stored, as the fields that a form would send."""
    quiet = reader.quiet
    wishes = {WANT + target: _written(one) for target, one in wanted.items()}
    return wishes | {
        "severity": reader.min_severity.label,
        "quiet": f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "",
        "quiet_passes": _ON if quiet and quiet.major_passes else "",
        "digest": reader.digest_frequency,
        "digest_hour": str(reader.digest_hour),
        "digest_empty": _ON if reader.digest_empty else "",
        "timezone": reader.timezone,
        "language": reader.language,
    }


def frequencies(reader: Subscriber) -> list[Frequency]:
    """What a reader may choose; a mail is never instant."""
    instant = reader.chat_id is not None or bool(reader.relay)
    return list(Frequency) if instant else [Frequency.DAILY, Frequency.WEEKLY]


def choices_of(fields: Fields, known: FormContext) -> Choices:
    """What the form asks for, and what of it cannot be taken."""
    wishes = _wishes(fields, known) | _added(fields, known)
    settings = _settings(fields, known)
    _check_whole(wishes, fields, known)
    return Choices(
        wishes=wishes,
        unmuted=frozenset(one.target for one in known.mutes if UNMUTE + one.target in fields),
        settings=settings,
        faults=known.faults,
    )


def _wishes(fields: Fields, known: FormContext) -> dict[str, SubscriptionChoice]:
    """The fields `want:TARGET`; what is wanted already may have left the catalogue."""
    found: dict[str, SubscriptionChoice] = {}
    for name, typed in fields.items():
        target = name.removeprefix(WANT)
        if not name.startswith(WANT) or typed == _written(known.wanted.get(target)):
            continue
        wish = _wish(typed, known.reader)
        if target not in known.wanted and not known.directory.has(target):
            known.faults[name] = "unknown_want"
        elif wish is None:
            known.faults[name] = "unknown_choice"
        else:
            found[target] = wish
    return found


def _wish(typed: str, reader: Subscriber) -> SubscriptionChoice | None:
    """A frequency that may say `:major` behind it, or `off`."""
    if typed == _OFF:
        return SubscriptionChoice(None)
    frequency, colon, min_severity = typed.partition(":")
    if frequency not in frequencies(reader) or (colon and min_severity != Severity.MAJOR.label):
        return None
    return SubscriptionChoice(Frequency(frequency), Severity.MAJOR if colon else None)


def _added(fields: Fields, known: FormContext) -> dict[str, SubscriptionChoice]:
    named = clean(fields.get(ADD, ""))
    target = known.directory.find(named) if named else None
    if named and target is None:
        known.faults[ADD] = "unknown_target"
    return {target: SubscriptionChoice(frequencies(known.reader)[0])} if target else {}


def _check_whole(
    wishes: Mapping[str, SubscriptionChoice], fields: Fields, known: FormContext
) -> None:
    """Not more than can be, and nothing at all only when that is meant."""
    kept = {target for target in known.wanted if target not in wishes}
    kept |= {target for target, wish in wishes.items() if wish.frequency}
    if len(kept) > max(MOST, len(known.wanted)):
        known.faults[ADD] = "too_many"
    if known.wanted and not kept and fields.get(SURE) != _ON:
        known.faults[SURE] = "sure_of_nothing"


def _settings(fields: Fields, known: FormContext) -> dict[str, Any]:
    """The settings that the form names, as values."""
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
        # A box that is not ticked is not sent.
        found["digest_empty"] = fields.get("digest_empty") == _ON
    return found


def _severity(typed: str) -> Severity | None:
    known = {one.label: one for one in (Severity.MINOR, Severity.MAJOR)}
    return known.get(typed)


def _is_quiet(typed: str) -> bool | None:
    return typed in {"", _OFF} or parse_quiet(typed) is not None or None


def _quiet(fields: Fields) -> Quiet | None:
    return parse_quiet(fields["quiet"], major_passes=fields.get("quiet_passes") == _ON)


def _digest(typed: str) -> Frequency | None:
    return Frequency(typed) if typed in {Frequency.DAILY, Frequency.WEEKLY} else None


def _hour(typed: str) -> int | None:
    return whole_number(typed, _LAST_HOUR)


def _timezone(typed: str) -> str | None:
    """A zone, in whatever case and with spaces, as the bot takes it."""
    wanted = "_".join(typed.split()).casefold()
    return next((zone for zone in available_timezones() if zone.casefold() == wanted), None)


def _language(typed: str) -> Language | None:
    return Language(typed) if typed in codes() else None


def _written(wanted: Subscription | None) -> str:
    """A subscription as a field says it."""
    if wanted is None:
        return _OFF
    only = wanted.min_severity is Severity.MAJOR
    return f"{wanted.frequency}:{Severity.MAJOR.label}" if only else str(wanted.frequency)


# How each setting is read; None is a value that cannot be taken, and the text says why.
_SETTINGS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "severity": (_severity, "unknown_choice"),
    "quiet": (_is_quiet, "unknown_quiet"),
    "digest": (_digest, "unknown_choice"),
    "digest_hour": (_hour, "unknown_hour"),
    "timezone": (_timezone, "unknown_timezone"),
    "language": (_language, "unknown_choice"),
}
