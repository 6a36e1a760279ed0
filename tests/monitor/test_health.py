"""What operators hear: once, again after a day, once when it heals; a wave is one message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.check_reason import CheckReason
from monitor.health import Health, State, grouped, operator_report, state_of
from monitor.source import Kind, Source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCE = Source(
    id="rule",
    organisation="Harbour",
    title="Rule",
    category="platform-policy",
    kind=Kind.PAGE,
    url="https://harbour.example.org/rule",
    language="en",
)


def ill(name: str, failures: int = 3, reason: str = "timeout: no answer", **more: Any) -> Health:
    known = Health(
        source_id=name,
        outcome="failed",
        reason=CheckReason.parse(reason),
        failures=failures,
        checked_at=NOW,
        failing_since=NOW - timedelta(hours=1),
    )
    return replace(known, **more)


def well(name: str, **more: Any) -> Health:
    return ill(name, 0, "", outcome="unchanged", failing_since=None, **more)


def names(healths: tuple[Health, ...]) -> list[str]:
    return sorted(health.source_id for health in healths)


@pytest.mark.parametrize(
    ("health", "state"),
    [
        (None, State.NEW),
        (well("rule"), State.OK),
        (ill("rule", 1), State.DEGRADED),
        (ill("rule", 3), State.BROKEN),
        (ill("rule", 1, failing_since=NOW - timedelta(hours=25)), State.BROKEN),
        (ill("rule", 3, "captcha: verify"), State.BLOCKED),
        (ill("rule", 3, "robots-disallowed: x"), State.BLOCKED),
    ],
)
def test_a_source_has_a_state(health: Health | None, state: State) -> None:
    assert state_of(SOURCE, health, NOW) is state


def test_a_source_that_is_off_is_paused() -> None:
    assert state_of(replace(SOURCE, enabled=False), ill("rule"), NOW) is State.PAUSED


def test_one_failure_is_weather_three_are_told() -> None:
    assert not operator_report([ill("a", 1), ill("b", 2)], NOW)
    assert names(operator_report([ill("a", 3), ill("b", 2)], NOW).broken) == ["a"]


def test_what_was_told_is_told_again_after_a_day_and_then_no_more() -> None:
    notified = ill(
        "a", notified_count=1, notified_at=NOW - timedelta(hours=1), notified_cause="timeout"
    )

    assert not operator_report([notified], NOW)
    assert names(operator_report([notified], NOW + timedelta(hours=24)).broken) == ["a"]
    assert not operator_report([replace(notified, notified_count=2)], NOW + timedelta(hours=99))


def test_twenty_sources_of_one_cause_are_one_message() -> None:
    """The first to break speaks for all; those that follow join in silence."""
    wave = [ill(f"s{n}", 1) for n in range(20)]
    first = operator_report([ill("s0", 3), *wave[1:]], NOW)
    notified = [
        replace(health, notified_count=1, notified_at=NOW, notified_cause="timeout")
        for health in first.broken
    ]
    later = operator_report([*notified, ill("late", 3)], NOW + timedelta(minutes=9))

    assert len(first.broken) == 20
    assert [(cause, len(members)) for cause, members in grouped(first.broken)] == [("timeout", 20)]
    assert not later
    assert names(later.joined) == ["late"]


def test_other_causes_are_told_for_themselves() -> None:
    wave = [
        ill(f"s{n}", notified_count=1, notified_at=NOW, notified_cause="timeout") for n in range(9)
    ]

    assert names(operator_report([*wave, ill("walled", 3, "captcha: x")], NOW).broken) == ["walled"]


def test_what_heals_is_told_once_and_only_if_its_illness_was() -> None:
    healed = well("a", notified_count=1, notified_at=NOW, notified_cause="timeout", healed_at=NOW)

    assert names(operator_report([healed, well("b")], NOW).healed) == ["a"]


def test_a_wave_heals_in_one_message() -> None:
    notified: dict[str, Any] = {
        "notified_count": 1,
        "notified_at": NOW,
        "notified_cause": "timeout",
    }
    back = [well(f"s{n}", healed_at=NOW, **notified) for n in range(8)]
    still = [ill(f"t{n}", **notified) for n in range(2)]

    assert not operator_report([*back, *still], NOW + timedelta(minutes=5))
    assert len(operator_report([*back, *still], NOW + timedelta(minutes=31)).healed) == 8
    assert len(operator_report(back, NOW + timedelta(minutes=1)).healed) == 8


def test_emptiness_beyond_the_habit_is_told_once_and_not_of_a_source_that_fails() -> None:
    empty = well("a", empty_since=NOW - timedelta(hours=30))

    assert names(operator_report([empty], NOW).emptied) == ["a"]
    assert not operator_report([replace(empty, empty_notified_at=NOW)], NOW)
    assert not operator_report([replace(empty, longest_empty=timedelta(hours=31))], NOW)
    assert not operator_report([replace(empty, failures=1)], NOW).emptied
    assert not operator_report([well("b", empty_since=NOW - timedelta(hours=23)), well("c")], NOW)


def test_a_source_that_is_set_aside_is_told_at_once_and_again_where_it_was_told_broken() -> None:
    aside = ill("rule", 2, "set-aside: a fault", faults=2)
    assert state_of(SOURCE, aside, NOW) is State.SET_ASIDE
    assert names(operator_report([aside], NOW).broken) == ["rule"]
    as_broken = replace(aside, notified_count=1, notified_at=NOW, notified_cause="timeout")
    assert names(operator_report([as_broken], NOW).broken) == ["rule"]
    assert not operator_report([replace(as_broken, notified_cause="set-aside")], NOW)
