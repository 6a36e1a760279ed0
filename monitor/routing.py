"""Change x subscriptions -> what is owed at once, and what the next digests must hold."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from monitor.audience import Alert, DigestItem, Recipient, Rhythm
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
    heard: Container[int] = (),
    muted: Container[int] = (),
) -> Routed:
    """At most one alert a channel and one digest item for each subscriber; none if cosmetic.

    `recipients`: those whose target the change concerns. `heard`: subscribers who heard of
    the same event already; its later notices wait for the digest. `muted`: subscribers who
    do not want to hear of it for now.
    """
    severity = change.assessment.severity
    if severity is Severity.COSMETIC:
        return Routed()
    alerts: dict[tuple[int, str], Alert] = {}
    rhythms: dict[int, Rhythm] = {}
    for recipient in recipients:
        reader = recipient.subscriber_id
        if severity < recipient.least or reader in muted:
            continue
        if recipient.rhythm is Rhythm.INSTANT and reader not in heard:
            for channel in recipient.instant:
                alert = Alert(change_id=change.id, subscriber_id=reader, channel=channel)
                alerts[reader, channel] = alert
        rhythm = recipient.gathers if recipient.rhythm is Rhythm.INSTANT else recipient.rhythm
        # The sooner of two rhythms: `daily` stands before `weekly`.
        if rhythm and rhythms.get(reader) is not Rhythm.DAILY:
            rhythms[reader] = rhythm
    items = (
        DigestItem(change_id=change.id, subscriber_id=reader, rhythm=rhythm)
        for reader, rhythm in rhythms.items()
    )
    return Routed(alerts=tuple(alerts.values()), items=tuple(items))
