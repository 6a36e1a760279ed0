"""Which alerts pass quiet hours."""

import pytest

from delivery.batching import is_urgent
from monitor.audience import ChannelName, MessageKind, PendingMessage
from monitor.model import Assessment, Severity
from tests.bot.test_messages import SUBSCRIBER, change


@pytest.mark.parametrize(
    ("severity", "passes"),
    [(Severity.MINOR, False), (Severity.MAJOR, True), (Severity.URGENT, True)],
)
def test_what_affects_the_business_or_demands_action_passes(
    severity: Severity, passes: bool
) -> None:
    alert = PendingMessage(
        id=1,
        kind=MessageKind.ALERT,
        channel=ChannelName.TELEGRAM,
        subscriber=SUBSCRIBER,
        change_id=12,
        digest_id=None,
        attempts=0,
    )

    assert is_urgent(alert, {12: change(assessment=Assessment(severity=severity))}) is passes
