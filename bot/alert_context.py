"""What an alert says beside its change: as it is delivered, and as the answer to a check."""

from collections.abc import Sequence

from monitor.audience import AlertContext, ChannelName, Subscriber
from monitor.events import first_notified, later_stage
from monitor.model import Change
from monitor.watchlist import NameMatch
from storage.stores import Stores


def alert_context(
    stores: Stores,
    subscriber: Subscriber,
    change: Change,
    matches: Sequence[NameMatch],
    channel: ChannelName,
    link: str,
) -> AlertContext:
    """Return what is known of a change for a subscriber: own names, case, what was sent before.

    `link`: the address of the change on the web, or ''.
    """
    alerted = stores.events.notified(subscriber.id, [change.event_id]) if change.event_id else []
    return AlertContext(
        earlier=first_notified(change, alerted, channel),
        matches=tuple(matches),
        case=stores.cases.of_change(change.id),
        stage=later_stage(change, alerted),
        link=link,
        in_group=(subscriber.chat_id or 0) < 0,
    )
