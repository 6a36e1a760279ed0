"""Change x subscriptions -> the alerts owed at once. Digests gather the rest later."""

from collections.abc import Iterable

from monitor.model import Alert, Change, ChannelName, Recipient, Rhythm, Severity


def targets_of(change: Change) -> frozenset[str]:
    """The subscription targets that a change concerns: category, topics, source."""
    return frozenset({change.category, change.source_id, *change.assessment.topics})


def route(change: Change, recipients: Iterable[Recipient]) -> tuple[Alert, ...]:
    """One alert for each subscriber who wants this change at once; none if cosmetic."""
    if change.assessment.severity is Severity.COSMETIC:
        return ()
    wanted = targets_of(change)
    owed = {
        recipient.subscriber_id: Alert(
            change_id=change.id,
            subscriber_id=recipient.subscriber_id,
            channel=ChannelName.TELEGRAM,
        )
        for recipient in recipients
        if recipient.has_chat and recipient.rhythm is Rhythm.INSTANT and recipient.target in wanted
    }
    return tuple(owed.values())
