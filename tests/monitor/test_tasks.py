"""What is open, in which order, and on which days one can be reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.audience import Subscriber
from monitor.language import Language
from monitor.model import Assessment, Change, ChangeKind, DateKind, Severity, StatedDate
from monitor.tasks import (
    Reminder,
    by_urgency,
    coming_dates,
    is_open,
    remind_at,
    reminder_day,
    reminders,
)

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
TODAY = NOW.date()
SUBSCRIBER = Subscriber(
    id=1, language=Language.ZH, timezone="Asia/Shanghai", digest_hour=8, chat_id=1, email="", active=True, created_at=NOW
)  # fmt: skip


def change(
    number: int = 1,
    *days: date,
    severity: Severity = Severity.MAJOR,
    kind: DateKind = DateKind.DEADLINE,
    age: int = 0,
) -> Change:
    dates = tuple(StatedDate(kind, day) for day in days)
    return Change(
        id=number, source_id="rules", category="platform-policy", kind=ChangeKind.CONTENT,
        detected_at=NOW - timedelta(days=age), summary="", url="", title="", from_version=1, to_version=2, edits=(),
        assessment=Assessment(severity=severity, dates=dates),
    )  # fmt: skip


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_days_before_the_soonest_date_are_offered() -> None:
    found = reminders(change(1, ahead(40), ahead(12), ahead(-3)), TODAY)

    assert found == (Reminder(ahead(11), 1), Reminder(ahead(9), 3), Reminder(ahead(5), 7))


def test_only_days_ahead_are_offered() -> None:
    assert reminders(change(1, ahead(4)), TODAY) == (Reminder(ahead(3), 1), Reminder(ahead(1), 3))
    assert reminders(change(1, ahead(1)), TODAY) == (Reminder(ahead(1)), Reminder(ahead(7)))


def test_without_a_date_tomorrow_and_in_a_week_are_offered() -> None:
    revised = change(1, ahead(9), kind=DateKind.REVISED)

    assert reminders(revised, TODAY) == (Reminder(ahead(1)), Reminder(ahead(7)))
    assert coming_dates(revised, TODAY) == ()


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("3d", 9), ("3天", 9), ("2026-12-07", 9), ("2026-12-7", 9), ("30d", None), ("12d", None), ("2026-11-28", None),
        ("2026-13-01", None), ("2099-01-01", None), ("soon", None), ("", None), ("３d", None), ("9999d", None),
    ],
)  # fmt: skip
def test_a_day_is_read(word: str, days: int | None) -> None:
    found = reminder_day(word, change(1, ahead(12)), TODAY)

    assert found == (None if days is None else ahead(days))


def test_without_a_date_days_count_from_today() -> None:
    assert reminder_day("3d", change(), TODAY) == ahead(3)


def test_a_reminder_comes_at_the_hour_of_the_digest() -> None:
    at = remind_at(date(2026, 12, 7), SUBSCRIBER)

    assert at.astimezone(UTC) == datetime(2026, 12, 7, 0, tzinfo=UTC)


def test_what_is_open() -> None:
    assert is_open(change(), NOW)
    assert not is_open(change(severity=Severity.MINOR), NOW)
    assert not is_open(change(age=61), NOW)
    assert is_open(change(1, ahead(3), age=90), NOW)
    assert not is_open(change(1, ahead(-3), age=90), NOW)


def test_the_highest_level_and_the_soonest_date_come_first() -> None:
    late, soon, newer = change(1, ahead(30)), change(2, ahead(3)), change(3)
    urgent = change(4, severity=Severity.URGENT)

    assert [one.id for one in by_urgency([late, newer, soon, urgent], TODAY)] == [4, 2, 1, 3]
