"""Which changes a subscriber follows, by the rule of the alerts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from monitor.audience import Subscriber
from monitor.following import Following
from monitor.model import Change
from monitor.source import Source
from storage.stores import Stores

_AT_ONCE = 200


def followed(
    stores: Stores,
    sources: Mapping[str, Source],
    subscriber: Subscriber,
    changes: Iterable[Change],
    now: datetime,
) -> Iterator[Change]:
    """Yield the changes that the subscriber follows or that state an own name."""
    following = Following(
        subscriptions=stores.subscribers.subscriptions(subscriber.id),
        min_severity=subscriber.min_severity,
        muted=[mute.target for mute in stores.mutes.of(subscriber.id, now)],
    )
    rest = iter(changes)
    while batch := tuple(islice(rest, _AT_ONCE)):
        ids = [change.id for change in batch]
        named = stores.watchlists.matches(subscriber.id, ids)
        read = stores.history.changes_of(ids)[::-1] if following.has_words else batch
        for change in read:
            if change.id in named or following.has(change, sources.get(change.source_id)):
                yield change
