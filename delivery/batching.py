"""Groups pending messages into batches: many alerts of one crawl become one message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.audience import ChannelName, MessageKind, PendingMessage, Quiet
from monitor.model import Change, Severity

MessageBatch = tuple[PendingMessage, ...]
# From `_GROUP` alerts on they share messages of at most `_LINES` lines.
_GROUP = 5
_LINES = 10
# Nobody reads more than this many one by one: they become one message, the most significant first.
_MOST_IN_LINES = 50


def message_batches(
    pending: Sequence[PendingMessage], changes: Mapping[int, Change]
) -> list[MessageBatch]:
    """Batch a subscriber's messages on one channel, in order; many alerts share a batch.

    An alert of an own name is first and alone. A source with very many alerts gets its own batch,
    so that it hides no other source.
    """
    alone = [one for one in pending if one.kind is not MessageKind.ALERT or one.named]
    others: list[MessageBatch] = [(one,) for one in sorted(alone, key=lambda one: not one.named)]
    alerts = [one for one in pending if one.kind is MessageKind.ALERT and not one.named]
    of_source: dict[str, list[PendingMessage]] = {}
    for one in alerts:
        of_source.setdefault(_source_of(one, changes), []).append(one)
    floods = {name: tuple(many) for name, many in of_source.items() if len(many) > _LINES}
    rest = [one for one in alerts if _source_of(one, changes) not in floods]
    return [*others, *_grouped(rest), *floods.values()]


def by_channel(pending: Iterable[PendingMessage]) -> dict[ChannelName, list[PendingMessage]]:
    """Group a subscriber's messages by channel."""
    found: dict[ChannelName, list[PendingMessage]] = {}
    for one in pending:
        found.setdefault(one.channel, []).append(one)
    return found


def passes_quiet(pending: PendingMessage, quiet: Quiet, changes: Mapping[int, Change]) -> bool:
    """Whether an alert is sent in quiet hours: of an own name, or of a change of business weight.

    The subscriber allows either, or not.
    """
    if pending.named and pending.subscriber.names_pass_quiet:
        return True
    change = changes.get(pending.change_id or 0)
    is_weighty = change is not None and change.assessment.severity >= Severity.MAJOR
    return quiet.major_passes and is_weighty


def _source_of(alert: PendingMessage, changes: Mapping[int, Change]) -> str:
    return changes[alert.change_id or 0].source_id


def _grouped(alerts: Sequence[PendingMessage]) -> Iterator[MessageBatch]:
    size = 1 if len(alerts) < _GROUP else _LINES if len(alerts) <= _MOST_IN_LINES else len(alerts)
    for start in range(0, len(alerts), size):
        yield tuple(alerts[start : start + size])
