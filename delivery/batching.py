"""Which owed messages become one: many alerts of a crawl are told together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.audience import ChannelName, MessageKind, PendingMessage
from monitor.model import Change, Severity

MessageBatch = tuple[PendingMessage, ...]
# From so many alerts on they are one message, of so many lines at most.
_GROUP = 5
_LINES = 10


def message_batches(pending: Sequence[PendingMessage]) -> list[MessageBatch]:
    """A reader's messages on one channel, in order; alerts together when there are many."""
    alerts = [one for one in pending if one.kind is MessageKind.ALERT]
    others: list[MessageBatch] = [(one,) for one in pending if one.kind is not MessageKind.ALERT]
    if len(alerts) < _GROUP:
        return [*others, *((one,) for one in alerts)]
    return [*others, *_chunks(alerts)]


def by_channel(pending: Iterable[PendingMessage]) -> dict[ChannelName, list[PendingMessage]]:
    """A reader's messages by the channel that they go through."""
    found: dict[ChannelName, list[PendingMessage]] = {}
    for one in pending:
        found.setdefault(one.channel, []).append(one)
    return found


def is_urgent(pending: PendingMessage, changes: Mapping[int, Change]) -> bool:
    """Whether it is the alert of a change that matters most."""
    change = changes.get(pending.change_id or 0)
    return change is not None and change.assessment.severity is Severity.MAJOR


def _chunks(alerts: Sequence[PendingMessage]) -> Iterator[MessageBatch]:
    for start in range(0, len(alerts), _LINES):
        yield tuple(alerts[start : start + _LINES])
