"""What subscriptions would have brought: changes of the past, routed once more."""

from collections.abc import Collection, Iterable, Mapping

from monitor.audience import ChannelName, Frequency, Notified, Recipient, Subscriber
from monitor.model import Change
from monitor.routing import joined, route
from monitor.source import Source
from monitor.targets import matches, targets_of


def would_alert(
    changes: Iterable[Change],
    sources: Mapping[str, Source],
    targets: Collection[str],
    subscriber: Subscriber,
) -> list[Change]:
    """Return the changes that a subscriber to these targets would have been sent at once.

    `targets`: without words, whose search needs the edits. The result is in order of detection.
    """
    found: list[Change] = []
    notified: dict[int | None, Notified] = {}
    for change in sorted(changes, key=lambda one: (one.detected_at, one.id)):
        source = sources.get(change.source_id)
        known = targets_of(change, source)
        recipients = [
            _recipient(subscriber, target) for target in targets if matches(target, known)
        ]
        language = source.language if source else ""
        before = notified.get(change.event_id) if change.event_id else None
        routed = route(
            change,
            recipients,
            language=language,
            notified={subscriber.id: before} if before else {},
        )
        if routed.alerts:
            found.append(change)
        if routed.alerts or routed.items:
            notified[change.event_id] = joined(before, change.stage, language)
    return found


def strongest(changes: Iterable[Change]) -> Change | None:
    """Return the change that matters most, the newest of several; None of none."""
    return min(changes, key=lambda one: (one.rank, -one.id), default=None)


def _recipient(subscriber: Subscriber, target: str) -> Recipient:
    return Recipient(
        subscriber_id=subscriber.id,
        target=target,
        frequency=Frequency.INSTANT,
        min_severity=subscriber.min_severity,
        instant=(ChannelName.TELEGRAM,),
        language=subscriber.language,
    )
