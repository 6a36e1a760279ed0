"""Whoever subscribes to whatever: at most one alert a channel, one digest item, none unwanted."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.audience import ChannelName, Frequency, Recipient
from monitor.model import Assessment, Severity
from monitor.routing import route
from tests.bot.test_messages import change

CHANNELS = st.sets(st.sampled_from([ChannelName.TELEGRAM, ChannelName.RELAY])).map(tuple)
RECIPIENTS = st.lists(
    st.builds(
        Recipient,
        subscriber_id=st.integers(1, 5),
        target=st.sampled_from(["platform-policy", "batteries", "ring-rules"]),
        frequency=st.sampled_from(Frequency),
        min_severity=st.sampled_from([Severity.MINOR, Severity.MAJOR]),
        instant=CHANNELS,
        digest_frequency=st.sampled_from([None, Frequency.DAILY, Frequency.WEEKLY]),
    ),
    max_size=20,
)


@given(RECIPIENTS, st.sampled_from(Severity), st.sets(st.integers(1, 5)))
@settings(max_examples=300, deadline=None)
def test_each_reader_is_owed_a_change_once_and_only_as_they_wish(
    recipients: list[Recipient], severity: Severity, muted: set[int]
) -> None:
    news = change(assessment=Assessment(severity=severity))
    routed = route(news, recipients, muted=muted)
    alerts = [(alert.subscriber_id, alert.channel) for alert in routed.alerts]
    items = [item.subscriber_id for item in routed.items]
    wants = [r for r in recipients if severity >= r.min_severity and r.subscriber_id not in muted]

    assert len(alerts) == len(set(alerts))
    assert len(items) == len(set(items))
    if severity is Severity.COSMETIC:
        assert not alerts
        assert not items
        return
    at_once = [r for r in wants if r.frequency is Frequency.INSTANT]
    assert set(alerts) == {(r.subscriber_id, c) for r in at_once for c in r.instant}
    assert set(items) == {
        r.subscriber_id for r in wants if r.frequency is not Frequency.INSTANT or r.digest_frequency
    }
    for item in routed.items:
        own = [r for r in wants if r.subscriber_id == item.subscriber_id]
        frequencies = {
            r.digest_frequency if r.frequency is Frequency.INSTANT else r.frequency for r in own
        }
        assert item.frequency is (
            Frequency.DAILY if Frequency.DAILY in frequencies else Frequency.WEEKLY
        )
