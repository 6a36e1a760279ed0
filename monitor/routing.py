"""Change x subscriptions -> the alerts owed at once. Digests gather the rest later."""

from collections.abc import Container, Iterable

from monitor.model import Alert, Change, ChannelName, Recipient, Rhythm, Severity


def targets_of(change: Change) -> frozenset[str]:
    """The subscription targets that a change concerns: category, topics, source."""
    return frozenset({change.category, change.source_id, *change.assessment.topics})


def route(
    change: Change, recipients: Iterable[Recipient], heard: Container[int] = ()
) -> tuple[Alert, ...]:
    """One alert for each subscriber who wants this change at once; none if cosmetic.

    `heard`: subscribers who heard of the same event already; its later notices wait for
    the digest.
    """
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
        if recipient.subscriber_id not in heard
        and recipient.has_chat
        and recipient.rhythm is Rhythm.INSTANT
        and recipient.target in wanted
    }
    return tuple(owed.values())
