"""Quiet hours, by the wall clock of the reader."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.audience import Quiet
from monitor.quiet import parse_quiet, quiet_until

NIGHT = Quiet(start=time(22), end=time(8))


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [("22:00-08:00", time(22), time(8)), ("22-7:30", time(22), time(7, 30)), ("23：15–6", time(23, 15), time(6)),
     ("12:00到14:00", time(12), time(14)), ("20-24", time(20), time(0))],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(typed: str, start: time, end: time) -> None:
    assert parse_quiet(typed) == Quiet(start=start, end=end)


@pytest.mark.parametrize(
    "typed", ["", "22", "22-22", "25-3", "8:61-9", "ten to six", "22:00-08:00x"]
)
def test_what_is_no_span_of_hours_is_refused(typed: str) -> None:
    assert parse_quiet(typed) is None


@pytest.mark.parametrize(
    ("hour", "until"),
    [(21, None), (22, 32), (23, 32), (0, 8), (7, 8), (8, None), (12, None)],
)
def test_alerts_wait_until_the_morning(hour: int, until: int | None) -> None:
    day = datetime(2026, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    expected = (day + timedelta(hours=until)).astimezone(UTC) if until is not None else None

    assert quiet_until(NIGHT, "Asia/Shanghai", day.replace(hour=hour).astimezone(UTC)) == expected


def test_hours_within_a_day() -> None:
    lunch = Quiet(start=time(12), end=time(14))

    assert quiet_until(lunch, "UTC", datetime(2026, 3, 1, 13, tzinfo=UTC)) == datetime(
        2026, 3, 1, 14, tzinfo=UTC
    )
    assert quiet_until(lunch, "UTC", datetime(2026, 3, 1, 14, tzinfo=UTC)) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("end", [time(2), time(2, 30), time(3)])
def test_a_year_of_nights_ends_after_now_and_within_a_day(zone: str, end: time) -> None:
    night = Quiet(start=time(22), end=end)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at < datetime(2027, 1, 1, tzinfo=UTC):
        until = quiet_until(night, zone, at)
        if until is not None:
            assert timedelta(0) < until - at <= timedelta(hours=7)
        at += timedelta(minutes=30)
