"""Which alerts pass quiet hours, and which stand alone."""

from dataclasses import replace
from datetime import time

import pytest

from delivery.batching import message_batches, passes_quiet
from monitor.audience import ChannelName, MessageKind, PendingMessage, Quiet
from monitor.model import Assessment, Severity
from tests.bot.test_messages import SUBSCRIBER, change

QUIET = Quiet(start=time(22), end=time(8))
ALERT = PendingMessage(
    id=1,
    kind=MessageKind.ALERT,
    channel=ChannelName.TELEGRAM,
    subscriber=SUBSCRIBER,
    change_id=12,
    digest_id=None,
    attempts=0,
)


@pytest.mark.parametrize(
    ("severity", "passes"),
    [(Severity.MINOR, False), (Severity.MAJOR, True), (Severity.URGENT, True)],
)
def test_what_affects_the_business_or_demands_action_passes(
    severity: Severity, passes: bool
) -> None:
    changes = {12: change(assessment=Assessment(severity=severity))}

    assert passes_quiet(ALERT, replace(QUIET, major_passes=True), changes) is passes
    assert not passes_quiet(ALERT, QUIET, changes)


@pytest.mark.parametrize("passes", [True, False])
def test_an_own_name_passes_unless_the_reader_forbids_it(passes: bool) -> None:
    named = replace(ALERT, named=True, subscriber=replace(SUBSCRIBER, names_pass_quiet=passes))
    changes = {12: change(assessment=Assessment(severity=Severity.COSMETIC))}

    assert passes_quiet(named, QUIET, changes) is passes


def test_an_own_name_is_first_and_never_hidden_in_a_list() -> None:
    pending = [replace(ALERT, id=n, change_id=n) for n in range(1, 30)]
    named = replace(ALERT, id=30, change_id=30, named=True)
    changes = {n: change(id=n) for n in range(1, 31)}
    first, *rest = message_batches([*pending, named], changes)

    assert first == (named,)
    assert [one.id for batch in rest for one in batch] == list(range(1, 30))
