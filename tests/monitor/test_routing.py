"""Whoever subscribes to whatever: at most one alert a channel, one digest item, none unwanted."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.audience import ChannelName, Frequency, Notified, Recipient
from monitor.cases import Stage
from monitor.model import Assessment, Severity
from monitor.routing import Routed, is_alert_of_event, route
from tests.bot.test_messages import change

CHANNELS = st.sets(st.sampled_from([ChannelName.TELEGRAM, ChannelName.RELAY])).map(tuple)
STAGES = st.none() | st.sampled_from(Stage)
LANGUAGES = st.sampled_from(["en", "zh", "fr"])
READERS = st.fixed_dictionaries({
    n: st.tuples(CHANNELS, st.booleans(), st.sampled_from(["en", "zh"])) for n in range(1, 6)
})  # fmt: skip
WISHES = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from(Frequency),
        st.sampled_from([Severity.MINOR, Severity.MAJOR]),
        st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]),
    ),
    max_size=20,
)
NOTIFIED = st.dictionaries(
    st.integers(1, 5), st.builds(Notified, STAGES, st.frozensets(LANGUAGES, min_size=1))
)
NAMED = st.dictionaries(
    st.integers(1, 6), CHANNELS.filter(bool) | st.just((ChannelName.EMAIL,)), max_size=2
)


NEWS = st.tuples(st.sampled_from(Severity), STAGES, LANGUAGES)


@given(READERS, WISHES, NEWS, st.sets(st.integers(1, 5)), NOTIFIED, NAMED)
@settings(max_examples=300, deadline=None)
def test_each_reader_is_owed_a_change_once_and_only_as_they_wish(
    readers: dict[int, tuple[tuple[ChannelName, ...], bool, str]],
    wishes: list[tuple[int, Frequency, Severity, Frequency]],
    facts: tuple[Severity, Stage | None, str],
    muted: set[int],
    notified: dict[int, Notified],
    named: dict[int, tuple[ChannelName, ...]],
) -> None:
    severity, stage, language = facts
    recipients = [
        Recipient(
            subscriber_id=n, target="batteries", frequency=frequency, min_severity=least,
            instant=readers[n][0], by_mail=readers[n][1] or not readers[n][0],
            language=readers[n][2], digest_frequency=digest_frequency,
        )
        for n, frequency, least, digest_frequency in wishes
    ]  # fmt: skip
    news = change(assessment=Assessment(severity=severity), event_id=7, stage=stage)
    routed = route(news, recipients, language=language, notified=notified, named=named, muted=muted)
    alerts = {(alert.subscriber_id, alert.channel): alert.named for alert in routed.alerts}
    items = [item.subscriber_id for item in routed.items]
    wants = [r for r in recipients if severity >= r.min_severity and r.subscriber_id not in muted]
    wants = wants if severity else []

    assert len(alerts) == len(routed.alerts)
    assert len(items) == len(set(items))
    own = {(n, channel) for n, channels in named.items() for channel in channels}
    assert {key for key, is_named in alerts.items() if is_named} == own
    at_once = {
        (r.subscriber_id, channel)
        for r in wants
        if r.frequency is Frequency.INSTANT
        and is_alert_of_event(news, notified.get(r.subscriber_id), r.language, language)
        for channel in r.instant
    }
    assert set(alerts) == own | at_once
    assert_items(routed, wants)


def assert_items(routed: Routed, wants: list[Recipient]) -> None:
    """Everyone who wants it has it, and a mail gathers what its reader was told elsewhere."""
    alerts = {(alert.subscriber_id, alert.channel) for alert in routed.alerts}
    items = {item.subscriber_id for item in routed.items}
    assert {r.subscriber_id for r in wants} <= {n for n, _ in alerts} | items
    for r in wants:
        by_mail = (r.subscriber_id, ChannelName.EMAIL) in alerts
        is_told = by_mail if r.by_mail else any(n == r.subscriber_id for n, _ in alerts)
        assert (r.subscriber_id in items) is not is_told
    for item in routed.items:
        frequencies = {
            r.digest_frequency if r.frequency is Frequency.INSTANT else r.frequency
            for r in wants
            if r.subscriber_id == item.subscriber_id
        }
        assert item.frequency is (
            Frequency.DAILY if Frequency.DAILY in frequencies else Frequency.WEEKLY
        )


def test_within_an_event_a_later_stage_and_the_first_text_in_ones_language_are_told_at_once() -> (
    None
):
    told = Notified(Stage.COMPLAINT, frozenset({"en"}))
    same, later = (change(event_id=7, stage=stage) for stage in (Stage.COMPLAINT, Stage.TRO))

    assert is_alert_of_event(same, None, "zh", "en")
    assert not is_alert_of_event(same, told, "zh", "en")
    assert not is_alert_of_event(change(event_id=7), told, "zh", "fr")
    assert is_alert_of_event(later, told, "zh", "en")
    assert is_alert_of_event(same, told, "zh", "zh")
    assert not is_alert_of_event(same, told, "en", "zh")
    assert is_alert_of_event(same, Notified(None, frozenset({"en"})), "en", "en")
