"""Which owed messages become one: many alerts of a crawl are told together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.audience import ChannelName, Owed, OwedKind
from monitor.model import Change, Severity

Parcel = tuple[Owed, ...]
# From so many alerts on they are one message, of so many lines at most.
_GROUP = 5
_LINES = 10


def parcels(owed: Sequence[Owed]) -> list[Parcel]:
    """A reader's messages on one channel, in order; alerts together when there are many."""
    alerts = [one for one in owed if one.kind is OwedKind.ALERT]
    others: list[Parcel] = [(one,) for one in owed if one.kind is not OwedKind.ALERT]
    if len(alerts) < _GROUP:
        return [*others, *((one,) for one in alerts)]
    return [*others, *_chunks(alerts)]


def by_channel(owed: Iterable[Owed]) -> dict[ChannelName, list[Owed]]:
    """A reader's messages by the channel that they go through."""
    found: dict[ChannelName, list[Owed]] = {}
    for one in owed:
        found.setdefault(one.channel, []).append(one)
    return found


def is_urgent(owed: Owed, changes: Mapping[int, Change]) -> bool:
    """Whether it is the alert of a change that matters most."""
    change = changes.get(owed.change_id or 0)
    return change is not None and change.assessment.severity is Severity.MAJOR


def _chunks(alerts: Sequence[Owed]) -> Iterator[Parcel]:
    for start in range(0, len(alerts), _LINES):
        yield tuple(alerts[start : start + _LINES])
