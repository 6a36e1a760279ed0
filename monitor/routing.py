"""Routes a change to subscribers: immediate alerts, and items for the next digests."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitor.audience import Alert, ChannelName, DigestItem, Frequency, Notified, Recipient
from monitor.cases import Stage
from monitor.model import Change, Severity

_NOBODY: Mapping[int, Notified] = MappingProxyType({})
_NO_CHANNELS: Mapping[int, Collection[ChannelName]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The alerts and digest items of one change."""

    alerts: tuple[Alert, ...] = ()
    items: tuple[DigestItem, ...] = ()


def route(
    change: Change,
    recipients: Iterable[Recipient],
    *,
    language: str = "",
    notified: Mapping[int, Notified] = _NOBODY,
    named: Mapping[int, Collection[ChannelName]] = _NO_CHANNELS,
    muted: Container[int] = (),
) -> Routed:
    """Create at most one alert per channel and one digest item per subscriber.

    `recipients`: those whose target the change matches; each gets an alert or an item, unless the
    change is cosmetic, too mild, or muted. `language`: of the change. `notified`: what subscribers
    were sent of its event. `named`: whose own names it states, and their channels: they are
    alerted whatever they follow. `muted`: subscribers who muted it for now.
    """
    alerts = {
        (subscriber_id, channel): _alert(change, subscriber_id, channel, named=True)
        for subscriber_id, channels in named.items()
        for channel in channels
    }
    items: dict[int, Recipient] = {}
    for recipient in _matching(change, recipients, muted):
        subscriber_id = recipient.subscriber_id
        if _is_instant(change, recipient, notified.get(subscriber_id), language):
            for channel in recipient.instant:
                if (subscriber_id, channel) not in alerts:
                    alerts[subscriber_id, channel] = _alert(change, subscriber_id, channel)
        # Use the more frequent of two: `daily` before `weekly`.
        if subscriber_id not in items or _frequency(items[subscriber_id]) is not Frequency.DAILY:
            items[subscriber_id] = recipient
    return Routed(alerts=tuple(alerts.values()), items=_items(change, items.values(), alerts))


def is_alert_of_event(
    change: Change, notified: Notified | None, reader: str, language: str
) -> bool:
    """Whether a notice is sent at once to a reader who was notified of its event before.

    Only a later stage of the lawsuit is, and the first notice in the reader's language.
    """
    if notified is None:
        return True
    is_later = (change.stage or 0) > (notified.stage or 0)
    return is_later or (language == reader and language not in notified.languages)


def joined(before: Notified | None, stage: int | None, language: str) -> Notified:
    """Return what a subscriber was notified of an event with one more notice of it."""
    languages = frozenset({language})
    if before is None:
        return Notified(Stage(stage) if stage else None, languages)
    latest = max(stage or 0, before.stage or 0)
    return Notified(Stage(latest) if latest else None, before.languages | languages)


def _matching(
    change: Change, recipients: Iterable[Recipient], muted: Container[int]
) -> Iterable[Recipient]:
    severity = change.assessment.severity
    if severity is Severity.COSMETIC:
        return ()
    return (r for r in recipients if severity >= r.min_severity and r.subscriber_id not in muted)


def _is_instant(
    change: Change, recipient: Recipient, notified: Notified | None, language: str
) -> bool:
    return recipient.frequency is Frequency.INSTANT and is_alert_of_event(
        change, notified, recipient.language, language
    )


def _items(
    change: Change,
    recipients: Iterable[Recipient],
    alerts: Container[tuple[int, ChannelName]],
) -> tuple[DigestItem, ...]:
    """Create the items of those whom no alert tells, and of a mail that lists all changes."""
    return tuple(
        DigestItem(
            change_id=change.id,
            subscriber_id=recipient.subscriber_id,
            frequency=_frequency(recipient),
        )
        for recipient in recipients
        if not any(
            (recipient.subscriber_id, channel) in alerts for channel in _channels_of(recipient)
        )
    )


def _channels_of(recipient: Recipient) -> Iterable[ChannelName]:
    """Return the channels whose alert makes an item superfluous."""
    return (ChannelName.EMAIL,) if recipient.by_mail else ChannelName


def _frequency(recipient: Recipient) -> Frequency:
    is_instant = recipient.frequency is Frequency.INSTANT
    return recipient.digest_frequency if is_instant else recipient.frequency


def _alert(
    change: Change, subscriber_id: int, channel: ChannelName, *, named: bool = False
) -> Alert:
    return Alert(change_id=change.id, subscriber_id=subscriber_id, channel=channel, named=named)
