"""When a digest is due: once a local day, whatever clocks, zones and restarts do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.audience import Coverage, Frequency, NotifiedNotice, Remainder, Subscriber
from monitor.digest import LastDigests, Period, build, due, upcoming_dates
from monitor.language import Language
from monitor.model import Assessment, DateKind, Severity, StatedDate
from tests.bot.test_messages import change

SUBSCRIBER = Subscriber(
    id=1, language=Language.EN, timezone="UTC", digest_hour=8, chat_id=1, email="", active=True,
    created_at=datetime(2025, 12, 31, 12, tzinfo=UTC),
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Shanghai",
    "Asia/Kathmandu", "Pacific/Auckland", "Pacific/Apia", "UTC",
)  # fmt: skip


class Calendar:
    """Asks the rule as the service does, and remembers what was made as the database does."""

    def __init__(self, subscriber: Subscriber) -> None:
        self.subscriber = subscriber
        self.last_digests = LastDigests()
        self.made: list[tuple[date, tuple[Frequency, ...]]] = []

    def ask(self, at: datetime) -> None:
        period = due(self.subscriber, self.last_digests, at)
        # The database has one digest for each local date.
        if period is None or period.local_date in {day for day, _ in self.made}:
            return
        self.made.append((period.local_date, period.frequencies))
        weekly = at if period.weekly else self.last_digests.weekly
        self.last_digests = LastDigests(day=period.local_date, at=at, weekly=weekly)

    def run(self, start: datetime, end: datetime, step: timedelta = timedelta(minutes=30)) -> None:
        at = start
        while at < end:
            self.ask(at)
            at += step

    @property
    def days(self) -> list[date]:
        return [day for day, _ in self.made]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8, 23])
def test_a_year_has_one_digest_a_local_day(zone: str, hour: int) -> None:
    """Both DST days included, and the hour that one of them lacks and the other has twice."""
    calendar = Calendar(replace(SUBSCRIBER, timezone=zone, digest_hour=hour))
    calendar.run(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    local = [
        (datetime(2026, 1, 2, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=n)).date()
        for n in range(362)
    ]

    assert set(local) <= set(calendar.days)
    assert len(calendar.days) == len(set(calendar.days))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York"])
def test_a_year_has_a_week_s_digest_each_monday(zone: str) -> None:
    calendar = Calendar(replace(SUBSCRIBER, timezone=zone))
    calendar.run(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    weekly = [day for day, frequencies in calendar.made if Frequency.WEEKLY in frequencies]

    assert {day.weekday() for day in weekly} == {0}
    assert len(weekly) == 52


def test_a_monday_that_was_missed_is_told_on_the_next_day() -> None:
    calendar = Calendar(SUBSCRIBER)
    calendar.run(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC))
    calendar.run(datetime(2026, 3, 10, 10, tzinfo=UTC), datetime(2026, 3, 14, tzinfo=UTC))
    weekly = [day for day, frequencies in calendar.made if Frequency.WEEKLY in frequencies]

    assert weekly == [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 10)]


def test_a_restart_or_a_week_away_makes_one_digest() -> None:
    calendar = Calendar(SUBSCRIBER)
    for at in (datetime(2026, 3, 2, 8, minute, tzinfo=UTC) for minute in (0, 0, 1, 2, 30)):
        calendar.ask(at)
    calendar.run(datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 3, 9, 23, tzinfo=UTC))

    assert calendar.days == [date(2026, 3, 2), date(2026, 3, 9)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_reader_who_moves_gets_no_second_digest_that_day(zone: str) -> None:
    calendar = Calendar(replace(SUBSCRIBER, timezone="Asia/Shanghai"))
    calendar.run(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC))
    calendar.subscriber = replace(calendar.subscriber, timezone=zone)
    before = len(calendar.days)
    calendar.run(datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert len(calendar.days) == before
    calendar.run(datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 3, 6, 12, tzinfo=UTC))

    assert len(calendar.days) >= before + 2
    assert len(calendar.days) == len(set(calendar.days))


@pytest.mark.parametrize("jump", [timedelta(days=-3), timedelta(hours=-2), timedelta(days=3)])
def test_a_clock_that_jumps_makes_no_double_and_loses_no_later_day(jump: timedelta) -> None:
    calendar = Calendar(SUBSCRIBER)
    calendar.run(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC))
    wrong = datetime(2026, 3, 5, 9, tzinfo=UTC) + jump
    calendar.run(wrong, wrong + timedelta(hours=3), timedelta(minutes=1))
    calendar.run(datetime(2026, 3, 5, 10, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC))

    assert len(calendar.days) == len(set(calendar.days))
    assert {date(2026, 3, day) for day in range(1, 12)} <= set(calendar.days)


def test_what_takes_force_within_thirty_days_is_told_the_soonest_first() -> None:
    dates = (
        StatedDate(DateKind.EFFECTIVE, date(2026, 3, 20)),
        StatedDate(DateKind.DEADLINE, date(2026, 3, 10)),
        StatedDate(DateKind.DEADLINE, date(2026, 6, 1)),
    )
    notified = change(assessment=Assessment(severity=change().assessment.severity, dates=dates))
    found = upcoming_dates([notified], date(2026, 3, 1))

    assert [(one.day.day, one.by) for one in found] == [(10, True), (20, False)]
    assert upcoming_dates([notified], date(2026, 6, 2)) == ()


PERIOD = Period(
    local_date=date(2026, 3, 1),
    weekly=False,
    since=SUBSCRIBER.created_at,
    until=SUBSCRIBER.created_at,
)
SEEN = Coverage(watched=1, checked=1, failing=())


def test_a_flood_of_one_source_hides_no_other() -> None:
    minor = Assessment(severity=Severity.MINOR)
    flood = [change(id=n, source_id="court") for n in range(1, 501)]
    other = change(id=900, source_id="fees", assessment=minor)
    made = build(SUBSCRIBER, PERIOD, changes=[*flood, other], coverage=SEEN)

    assert [c.source_id for c in made.changes] == ["court"] * 10 + ["fees"]
    assert made.more == (Remainder(source_id="court", count=490),)
    assert made.count == 501


def test_a_digest_of_everything_stays_short_and_counts_the_rest() -> None:
    many = [change(id=n, source_id=f"source-{n % 80}") for n in range(1, 1_001)]
    made = build(SUBSCRIBER, PERIOD, changes=many, coverage=SEEN)

    assert len(made.changes) == 100
    assert made.count == 1_000


def test_the_notices_of_an_event_stand_together_in_any_category() -> None:
    press = change(
        id=1, category="customs-border", event_id=7, assessment=Assessment(severity=Severity.MINOR)
    )
    between = change(id=2)
    order = change(id=3, event_id=7, title="The order")
    made = build(SUBSCRIBER, PERIOD, changes=[press, between, order], coverage=SEEN)

    assert [c.id for c in made.changes] == [2, 3, 1]
    assert [name for name, _ in made.groups] == ["platform-policy"]
    assert made.follows == {1: "The order"}


def test_a_notice_names_what_was_told_before_it() -> None:
    notified = NotifiedNotice(
        event_id=7, change_id=1, title="The complaint", channel=None, receipt=""
    )
    later = replace(notified, change_id=9)
    made = build(
        SUBSCRIBER,
        PERIOD,
        changes=[change(id=3, event_id=7)],
        coverage=SEEN,
        notified=[notified, later],
    )
    alone = build(
        SUBSCRIBER, PERIOD, changes=[change(id=3, event_id=7)], coverage=SEEN, notified=[later]
    )

    assert made.follows == {3: "The complaint"}
    assert alone.follows == {}


def test_a_category_that_is_gone_is_still_told() -> None:
    made = build(
        SUBSCRIBER, PERIOD, changes=[change(category="no-more"), change(id=13)], coverage=SEEN
    )

    assert [name for name, _ in made.groups] == ["platform-policy", "no-more"]
