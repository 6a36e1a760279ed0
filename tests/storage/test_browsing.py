"""What lists, strips and charts are made of, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from monitor.audience import ChannelName, Frequency
from monitor.interests import Interests
from monitor.language import Language
from monitor.model import Severity
from monitor.source import Kind, Source
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.delivery.sign_ins import SignIns
from storage.delivery.subscribers import Subscribers
from storage.jobs.crawl_jobs import CrawlJobs, Origin
from storage.queries.browsing import Browsing, ChangeFilter
from storage.queries.days import Day, SourceDays
from storage.queries.history import History
from storage.queries.snapshots import Snapshots
from storage.queries.trends import trends
from storage.tables.changes import ChangeRow
from tests.lab import page, publish_to

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source(
    id="ring-rules",
    organisation="Harbour Market",
    title="Ring rules",
    category="platform-policy",
    kind=Kind.PAGE,
    url="https://example.org/rings",
    language="en",
)


def record_fees(database: Database, *fees: int) -> SqlArchive:
    """A version for each fee, a week apart, the last one now."""
    archive = SqlArchive(database)
    for back, fee in zip(range(len(fees) - 1, -1, -1), fees, strict=True):
        at = NOW - timedelta(weeks=back)
        publish_to(
            archive, SOURCE, page(f"A fee of {fee} dollars must be paid.", "All else stays."), at
        )
    return archive


def test_pages_of_changes_come_without_their_edits(database: Database) -> None:
    record_fees(database, 1, 2, 3, 4, 5)
    browsing = Browsing(database)
    first = browsing.changes(ChangeFilter(), 3)
    rest = browsing.changes(ChangeFilter(), 3, first.next)

    assert [c.to_version for c in first.changes + rest.changes] == [5, 4, 3, 2]
    assert all(c.edits == () and c.assessment.reasons for c in first.changes)
    assert (first.next is None, rest.next) == (False, None)
    assert [c.id for c in browsing.every(ChangeFilter(), 1)] == [
        c.id for c in first.changes + rest.changes
    ]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (ChangeFilter(category="platform-policy"), 2),
        (ChangeFilter(category="tax-tariff"), 0),
        (ChangeFilter(topic="fees"), 2),
        (ChangeFilter(topic="fee"), 0),
        (ChangeFilter(sources=frozenset()), 0),
        (ChangeFilter(sources=frozenset({"ring-rules"})), 2),
        (ChangeFilter(min_severity=Severity.URGENT), 0),
        (ChangeFilter(since=NOW - timedelta(days=1)), 1),
        (ChangeFilter(until=NOW - timedelta(days=1)), 1),
        (ChangeFilter(words=("dollars",)), 2),
        (ChangeFilter(words=("dollars", "euros")), 0),
    ],
)
def test_filters_choose(database: Database, filters: ChangeFilter, count: int) -> None:
    record_fees(database, 1, 2, 3)
    assert len(Browsing(database).changes(filters, 10).changes) == count


def test_rules_are_found_as_they_stand(database: Database) -> None:
    record_fees(database, 1, 2)
    browsing = Browsing(database)
    [found] = browsing.rules(ChangeFilter(words=("fee", "dollars")), 10)

    assert (found.source_id, found.number, found.recorded_at) == ("ring-rules", 2, NOW)
    assert browsing.rules(ChangeFilter(words=("fee",), until=NOW - timedelta(days=1)), 10) == []
    assert browsing.rules(ChangeFilter(words=("fee",), sources=frozenset({"x"})), 10) == []
    assert browsing.last_changes(["ring-rules", "x"]) == {"ring-rules": NOW}


def test_captures_are_listed_without_and_given_with_their_bytes(database: Database) -> None:
    record_fees(database, 1, 2)
    snapshots = Snapshots(database)
    lines = snapshots.of("ring-rules", 5)
    kept = snapshots.get("ring-rules", lines[0].id)

    assert [line.verdict for line in lines] == ["accepted", "accepted"]
    assert all(line.stored > 50 for line in lines)
    assert kept is not None
    assert b"2 dollars" in kept.body
    assert snapshots.of_version("ring-rules", 2) == kept
    assert snapshots.of("ring-rules", 5, lines[0].id) == lines[1:]
    assert snapshots.get("other", lines[0].id) is None


def test_days_stay_when_their_checks_are_let_go(database: Database) -> None:
    jobs, days = CrawlJobs(database), SourceDays(database)
    archive = SqlArchive(database)
    for back in (40, 40, 2):
        at = NOW - timedelta(days=back)
        jobs.enqueue(["ring-rules"], Origin.DUE, at)
        publish_to(archive, SOURCE, page(f"A fee of {back} dollars must be paid."), at)
    since = (NOW - timedelta(days=90)).date()
    before = days.of("ring-rules", since)
    jobs.forget_done(NOW, timedelta(days=30))
    jobs.forget_done(NOW, timedelta(days=30))

    assert days.of("ring-rules", since) == before
    assert [(NOW.date() - one.day).days for one in before] == [40, 2]
    assert before[0] == Day(day=before[0].day, good=2, bad=0)
    jobs.forget_done(NOW + timedelta(days=398), timedelta(days=30))
    assert len(days.of("ring-rules", since)) == 1


def test_a_sign_in_works_once_within_its_time(database: Database) -> None:
    links = SignIns(database)
    token, old = links.offer(7, NOW), links.offer(8, NOW - timedelta(minutes=11))

    assert links.redeem(old, NOW) is None
    assert links.redeem("forged", NOW) is None
    assert links.redeem(token, NOW + timedelta(minutes=9)) == 7
    assert links.redeem(token, NOW + timedelta(minutes=9)) is None


def test_trends_count_by_week_what_was_told_and_what_was_silenced(database: Database) -> None:
    subscriber = Subscribers(database).welcome(1, Language.EN, NOW)
    Subscribers(database).subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    record_fees(database, 1, 2, 3)
    archive = SqlArchive(database)
    publish_to(archive, SOURCE, page("A fee of 2 dollars must be paid.", "All else stays."), NOW)
    outbox = Outbox(database)
    pending = outbox.claim([ChannelName.TELEGRAM], NOW, 10)
    outbox.sent(pending, "ok", NOW + timedelta(seconds=30))
    seen = trends(database, NOW)
    weeks = seen.weeks[-2:]

    assert len(seen.weeks) == 26
    assert weeks[-1].isoformat() == "2026-11-23"
    assert [seen.changes[week, "platform-policy", Severity.MAJOR] for week in weeks] == [1, 1]
    assert [seen.silenced.get(week, 0) for week in weeks] == [0, 1]
    assert sum(seen.alerts.values()) == 2
    assert seen.delays[0] == 30


def test_sizes_are_those_of_the_pages_own_versions(database: Database) -> None:
    record_fees(database, 1, 2, 3)
    sizes = History(database).sizes("ring-rules", 2)

    assert [number for number, _ in sizes] == [2, 3]
    assert all(size > 20 for _, size in sizes)


def test_a_number_that_no_version_can_have_finds_none(database: Database) -> None:
    record_fees(database, 1, 2)
    history = History(database)

    assert history.version("ring-rules", 2**62) is None
    assert len(history.last_versions("ring-rules", 5, 2**62)) == 2


def test_lines_and_counts_are_those_of_the_list(database: Database) -> None:
    record_fees(database, 1, 2, 3, 4)
    browsing = Browsing(database)
    newest = browsing.newest()
    here = frozenset({SOURCE.id})
    filters = [
        ChangeFilter(),
        ChangeFilter(after=newest - 1),
        ChangeFilter(after=newest),
        ChangeFilter(since=NOW - timedelta(days=8)),
        *(ChangeFilter(level=level, min_severity=Severity.COSMETIC) for level in Severity),
        ChangeFilter(interests=Interests(sources=here)),
        ChangeFilter(interests=Interests(topics=frozenset({"fees", "toys"}))),
        ChangeFilter(interests=Interests(topics=frozenset({"fees"}), within=frozenset())),
        ChangeFilter(interests=Interests(within=here)),
        ChangeFilter(interests=Interests()),
    ]
    for one in filters:
        listed = browsing.changes(one, 50).changes
        lines = browsing.lines(one)

        assert [line.id for line in lines] == [change.id for change in listed], one
        assert browsing.count(one) == len(listed)
        assert all(line.severity == c.assessment.severity for line, c in zip(lines, listed, strict=True))  # fmt: skip
        if one.interests:
            every = browsing.lines(ChangeFilter())
            own = [line for line in every if one.interests.has(line.source_id, line.topics)]
            assert own == lines


def test_there_is_no_newest_change_before_the_first(database: Database) -> None:
    assert Browsing(database).newest() == 0


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), True),
        (date(2026, 12, 15), date(2026, 12, 15), True),
        (date(2026, 12, 16), date(2026, 12, 31), False),
        (date(2026, 11, 1), date(2026, 12, 14), False),
        (date(2026, 1, 1), date(2099, 12, 31), True),
        (date(2027, 1, 1), date(2099, 12, 31), False),
        (date(2000, 1, 1), date(2026, 12, 14), False),
    ],
)
def test_the_changes_that_state_a_day_of_a_span(
    database: Database, first: date, last: date, *, found: bool
) -> None:
    archive = SqlArchive(database)
    publish_to(archive, SOURCE, page("All else stays."), NOW - timedelta(days=2))
    dated = page("All else stays.", "From 15 December 2026 every seller must pay 5 dollars.")
    publish_to(archive, SOURCE, dated, NOW)
    stated = Browsing(database).stated(first, last, ChangeFilter())

    assert [one.date.day for one in stated] == ([date(2026, 12, 15)] if found else [])
    nobody = ChangeFilter(sources=frozenset())
    assert Browsing(database).stated(first, last, nobody) == []


def test_a_change_without_its_list_of_dates_has_its_effective_date(database: Database) -> None:
    archive = SqlArchive(database)
    publish_to(archive, SOURCE, page("All else stays."), NOW - timedelta(days=2))
    publish_to(archive, SOURCE, page("All else stays.", "From 15 December 2026 fees are 5%."), NOW)
    with database.write() as session:
        session.execute(update(ChangeRow).values(dates=[]))
    for last, count in ((date(2026, 12, 31), 1), (date(2099, 12, 31), 1), (date(2026, 12, 14), 0)):
        assert len(Browsing(database).stated(date(2026, 12, 1), last, ChangeFilter())) == count
