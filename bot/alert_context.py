"""What an alert says beside its change: as it is delivered, and as the answer to a check."""

from collections.abc import Sequence

from monitor.audience import AlertContext, ChannelName, NotifiedNotice, Subscriber
from monitor.concerns import concerns_of
from monitor.events import first_notified, later_stage
from monitor.model import Change
from monitor.source import Source
from storage.stores import Stores


def notified_of(stores: Stores, subscriber: Subscriber, change: Change) -> list[NotifiedNotice]:
    """Return the notices of a change's event that a subscriber was sent."""
    if not change.event_id:
        return []
    return stores.events.notified(subscriber.id, [change.event_id])


def alert_context(
    stores: Stores,
    subscriber: Subscriber,
    change: Change,
    source: Source | None,
    channel: ChannelName,
    alerted: Sequence[NotifiedNotice],
) -> AlertContext:
    """Return what is known of a change for a subscriber: own names, case, what was sent before.

    `alerted`: the notices of the change's event that the subscriber was sent.
    """
    return AlertContext(
        earlier=first_notified(change, alerted, channel),
        matches=stores.watchlists.matches(subscriber.id, [change.id]).get(change.id, ()),
        case=stores.cases.of_change(change.id),
        stage=later_stage(change, alerted),
        in_group=(subscriber.chat_id or 0) < 0,
        concerns=concerns(stores, subscriber, change, source),
        timezone=subscriber.timezone,
    )


def concerns(
    stores: Stores, subscriber: Subscriber, change: Change, source: Source | None
) -> tuple[str, ...]:
    """Return the names of the subscriptions that a change matches."""
    followed = stores.subscribers.subscriptions(subscriber.id)
    targets = [one.target for one in followed]
    return concerns_of(change, source, targets, subscriber.language)
