"""Routes a change to subscriptions: immediate alerts, and items for the next digests."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from monitor.audience import Alert, DigestItem, Frequency, Recipient
from monitor.model import Change, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The alerts and digest items of one change."""

    alerts: tuple[Alert, ...] = ()
    items: tuple[DigestItem, ...] = ()


def route(
    change: Change,
    recipients: Iterable[Recipient],
    *,
    muted: Container[int] = (),
) -> Routed:
    """Create at most one alert per channel and one digest item per subscriber; none if cosmetic.

    `recipients`: those whose target the change matches. `muted`: subscribers who muted it for now.
    All others get an alert or an item, also for a later notice of an event.
    """
    severity = change.assessment.severity
    if severity is Severity.COSMETIC:
        return Routed()
    alerts: dict[tuple[int, str], Alert] = {}
    frequencies: dict[int, Frequency] = {}
    for recipient in recipients:
        subscriber_id = recipient.subscriber_id
        if severity < recipient.min_severity or subscriber_id in muted:
            continue
        if recipient.frequency is Frequency.INSTANT:
            for channel in recipient.instant:
                alert = Alert(change_id=change.id, subscriber_id=subscriber_id, channel=channel)
                alerts[subscriber_id, channel] = alert
        frequency = (
            recipient.digest_frequency
            if recipient.frequency is Frequency.INSTANT
            else recipient.frequency
        )
        # Use the more frequent of two: `daily` before `weekly`.
        if frequency and frequencies.get(subscriber_id) is not Frequency.DAILY:
            frequencies[subscriber_id] = frequency
    items = (
        DigestItem(change_id=change.id, subscriber_id=subscriber_id, frequency=frequency)
        for subscriber_id, frequency in frequencies.items()
    )
    return Routed(alerts=tuple(alerts.values()), items=tuple(items))
