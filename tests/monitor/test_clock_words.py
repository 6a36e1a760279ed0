"""Times and spans as people write them."""

from datetime import time, timedelta

import pytest

from monitor.clock_words import clock_named, span_named
from monitor.quiet import parse_quiet


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("8", 8, 0), ("8点", 8, 0), ("8:30", 8, 30), ("八点半", 8, 30), ("晚上10点", 22, 0), ("晚上12点", 0, 0), ("夜里2点", 2, 0), ("凌晨12点", 0, 0),
        ("中午12点", 12, 0), ("下午3点20分", 15, 20), ("二十二点", 22, 0), ("10pm", 22, 0), ("10 p.m.", 22, 0), ("12am", 0, 0), ("12pm", 12, 0), ("24", 0, 0),
        ("midnight", 0, 0), ("晚上22点", 22, 0),
    ],
)  # fmt: skip
def test_a_time_of_day(typed: str, hour: int, minute: int) -> None:
    assert clock_named(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["", "25", "8:61", "ten", "早上", "点", "8点点", "-1", "9" * 999])
def test_what_is_no_time_of_day(typed: str) -> None:
    assert clock_named(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["晚上10点到早上8点", "22点-8点", "10pm to 8am", "22-8", "22:00–08:00", "from 10 pm until 8 am", "二十二点到八点", "每天晚上10点至8点"],
)  # fmt: skip
def test_quiet_hours_are_written_in_many_ways(typed: str) -> None:
    found = parse_quiet(typed)

    assert found is not None
    assert (found.start, found.end) == (time(22), time(8))


@pytest.mark.parametrize(
    ("typed", "days"),
    [("7d", 7), ("7天", 7), ("两周", 14), ("1 week", 7), ("2 weeks", 14), ("a week", 7), ("一个月", 30), ("12小时", 0.5), ("999年", 365)],
)  # fmt: skip
def test_a_span(typed: str, days: float) -> None:
    assert span_named(typed) == timedelta(days=days)


@pytest.mark.parametrize("typed", ["", "0d", "7", "7x", "forever", "-7d", "d", "9" * 999 + "d"])
def test_what_is_no_span(typed: str) -> None:
    assert span_named(typed) is None
