"""Which owed messages become one: many alerts of a crawl are told together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.audience import ChannelName, MessageKind, PendingMessage
from monitor.model import Change, Severity

MessageBatch = tuple[PendingMessage, ...]
# From so many alerts on they are one message, of so many lines at most.
_GROUP = 5
_LINES = 10
# More than this nobody reads message by message: they are one, with the weightiest on top.
_MOST_IN_LINES = 50


def message_batches(
    pending: Sequence[PendingMessage], changes: Mapping[int, Change]
) -> list[MessageBatch]:
    """A reader's messages on one channel, in order; alerts together when there are many.

    A source that floods has a message of its own, so that it hides no other.
    """
    others: list[MessageBatch] = [(one,) for one in pending if one.kind is not MessageKind.ALERT]
    alerts = [one for one in pending if one.kind is MessageKind.ALERT]
    of_source: dict[str, list[PendingMessage]] = {}
    for one in alerts:
        of_source.setdefault(_source_of(one, changes), []).append(one)
    floods = {name: tuple(many) for name, many in of_source.items() if len(many) > _LINES}
    rest = [one for one in alerts if _source_of(one, changes) not in floods]
    return [*others, *_grouped(rest), *floods.values()]


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


def _source_of(alert: PendingMessage, changes: Mapping[int, Change]) -> str:
    return changes[alert.change_id or 0].source_id


def _grouped(alerts: Sequence[PendingMessage]) -> Iterator[MessageBatch]:
    size = 1 if len(alerts) < _GROUP else _LINES if len(alerts) <= _MOST_IN_LINES else len(alerts)
    for start in range(0, len(alerts), size):
        yield tuple(alerts[start : start + size])
