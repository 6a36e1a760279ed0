"""When a source is due: quicker after changes, slower in calm, never in a crowd."""

from datetime import UTC, datetime, time, timedelta

import pytest

from monitor.model import Outcome
from monitor.schedule import SLOWEST, Interval, Rest, next_due, next_interval, next_rest, opening
from monitor.source import Hours, Kind, Source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHT = Hours(start=time(22), end=time(6), timezone="America/New_York")


def source(name: str = "rule", hours: Hours | None = None) -> Source:
    return Source(
        id=name,
        organisation="Harbour",
        title="Rule",
        category="platform-policy",
        kind=Kind.PAGE,
        url="https://harbour.example.org/rule",
        language="en",
        every=timedelta(hours=6),
        hours=hours,
    )


def after(outcomes: list[Outcome]) -> Interval:
    interval = Interval()
    for outcome in outcomes:
        interval = next_interval(interval, outcome)
    return interval


def test_a_source_that_changes_is_looked_at_more_often_within_bounds() -> None:
    assert after([Outcome.CHANGED]).factor == 0.5
    assert after([Outcome.CHANGED] * 9).factor == 0.25


def test_a_still_source_is_looked_at_less_within_bounds() -> None:
    assert after([Outcome.UNCHANGED] * 4).factor == 1.0
    assert after([Outcome.NOT_MODIFIED] * 7).factor > 1.0
    assert after([Outcome.UNCHANGED] * 99).factor == SLOWEST


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REJECTED, Outcome.FIRST])
def test_what_says_nothing_of_change_leaves_the_pace(outcome: Outcome) -> None:
    assert next_interval(Interval(0.5, 3), outcome) == Interval(0.5, 3)


def test_the_pace_stretches_the_interval() -> None:
    due = next_due(source(), outcome=Outcome.CHANGED, failures=0, now=NOW, interval=Interval(0.25))

    assert timedelta(minutes=80) < due - NOW < timedelta(minutes=100)


def test_sources_of_one_interval_are_spread_out() -> None:
    dues = {
        next_due(source(f"rule-{n}"), outcome=Outcome.UNCHANGED, failures=0, now=NOW)
        for n in range(50)
    }

    assert len(dues) > 40
    assert max(dues) - min(dues) > timedelta(minutes=20)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        # 12:00 UTC is 07:00 in New York: the night is over, the next begins at 22:00.
        (NOW, datetime(2026, 3, 3, 3, tzinfo=UTC)),
        (datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 2, 4, tzinfo=UTC)),
        (datetime(2026, 3, 2, 10, 59, tzinfo=UTC), datetime(2026, 3, 2, 10, 59, tzinfo=UTC)),
        (datetime(2026, 3, 2, 11, tzinfo=UTC), datetime(2026, 3, 3, 3, tzinfo=UTC)),
    ],
)
def test_closed_hours_are_waited_out_in_the_site_s_own_zone(at: datetime, opens: datetime) -> None:
    assert opening(NIGHT, at) == opens


def test_a_host_s_rest_doubles_counts_once_and_heals_by_halves() -> None:
    once = next_rest(Rest(), Outcome.FAILED, "timeout", NOW)
    same = next_rest(once, Outcome.FAILED, "timeout", NOW + timedelta(minutes=1))
    assert once.until is not None
    later = next_rest(once, Outcome.FAILED, "timeout", once.until + timedelta(seconds=1))

    assert once == Rest(1, NOW + timedelta(minutes=5))
    assert same == once
    assert later.failures == 2
    assert next_rest(Rest(8), Outcome.UNCHANGED, "", NOW) == Rest(4)
    assert next_rest(Rest(), Outcome.REJECTED, "captcha", NOW) == Rest()


def test_a_host_rests_no_longer_than_a_day_and_no_shorter_than_it_wished() -> None:
    wish = NOW + timedelta(hours=3)

    assert next_rest(Rest(), Outcome.FAILED, "http-429", NOW, wish).until == wish
    long = next_rest(Rest(99), Outcome.FAILED, "timeout", NOW)
    assert long.until == NOW + timedelta(hours=24)
