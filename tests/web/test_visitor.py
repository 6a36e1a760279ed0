"""When a visit ends, and what a device may claim to remember."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from web.visitor import Visit, is_personal, last_visit, visit_now

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def test_a_first_visit_has_read_all() -> None:
    assert visit_now(None, 40, NOW) == Visit(40, 40, minute(NOW))


def test_a_visit_goes_on_while_the_reader_looks_again_and_again() -> None:
    visit = Visit(10, 20, minute(NOW))
    for step in range(1, 5):
        visit = visit_now(visit, 20 + step, NOW + timedelta(minutes=20 * step))

    assert visit.read_to == 10
    assert visit.shown_to == 24


@pytest.mark.parametrize("pause", [timedelta(minutes=31), timedelta(days=9), timedelta(days=-1)])
def test_after_a_pause_what_was_shown_counts_as_read(pause: timedelta) -> None:
    assert visit_now(Visit(10, 20, minute(NOW)), 25, NOW + pause).read_to == 20


def test_a_mark_beyond_the_last_change_is_that_of_the_last_change() -> None:
    assert visit_now(Visit(900, 900, 1), 25, NOW).read_to == 25


@pytest.mark.parametrize("value", ["", "1", "1.2", "a.b.c", "-1.2.3", "1.2.3.4", "9" * 30, "١.١.١"])
def test_a_forged_mark_is_none(value: str) -> None:
    headers = [(b"cookie", f"seen={value}".encode())]

    assert last_visit(Request({"type": "http", "headers": headers})) is None


@pytest.mark.parametrize(
    ("cookie", "answer"),
    [
        ("", False),
        ("lang=zh", False),
        ("mine=toys", True),
        ("lang=zh; seen=1.1.1", True),
        ("lang=zh;mine=", True),
        ("undermine=1; mined=2; x=mine=3", False),
    ],
)
def test_a_device_that_remembers_is_known_by_its_cookies(cookie: str, answer: bool) -> None:
    assert is_personal(Headers({"cookie": cookie})) is answer
