"""Change x subscriptions -> what is owed at once, and what the next digests must hold."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from monitor.audience import Alert, DigestItem, Frequency, Recipient
from monitor.model import Change, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What a change is owed to whom."""

    alerts: tuple[Alert, ...] = ()
    items: tuple[DigestItem, ...] = ()


def route(
    change: Change,
    recipients: Iterable[Recipient],
    *,
    muted: Container[int] = (),
) -> Routed:
    """At most one alert a channel and one digest item for each subscriber; none if cosmetic.

    `recipients`: those whose target the change concerns. `muted`: subscribers who do not want
    to hear of it for now. Whoever else wants it gets an alert or an item, also of a later
    notice of an event.
    """
    severity = change.assessment.severity
    if severity is Severity.COSMETIC:
        return Routed()
    alerts: dict[tuple[int, str], Alert] = {}
    frequencies: dict[int, Frequency] = {}
    for recipient in recipients:
        reader = recipient.subscriber_id
        if severity < recipient.min_severity or reader in muted:
            continue
        if recipient.frequency is Frequency.INSTANT:
            for channel in recipient.instant:
                alert = Alert(change_id=change.id, subscriber_id=reader, channel=channel)
                alerts[reader, channel] = alert
        frequency = (
            recipient.digest_frequency
            if recipient.frequency is Frequency.INSTANT
            else recipient.frequency
        )
        # The sooner of two frequencies: `daily` stands before `weekly`.
        if frequency and frequencies.get(reader) is not Frequency.DAILY:
            frequencies[reader] = frequency
    items = (
        DigestItem(change_id=change.id, subscriber_id=reader, frequency=frequency)
        for reader, frequency in frequencies.items()
    )
    return Routed(alerts=tuple(alerts.values()), items=tuple(items))
