"""What a source's own history and its host say: told at first, silent once known, told when a rule comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from monitor.model import Outcome
from monitor.ports import Fetched
from storage.archive.places import VolatilePlaces
from storage.archive.shared_texts import SharedTexts
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.tracker import Tracker
from tests.lab import page, publish_to
from tests.storage.test_tracking import NOW, WatchedSource, watched

__all__ = ["watched"]

CLAUSES = tuple(
    f"Clause {n}: sellers keep invoice number {n} for each brand that they list." for n in range(20)
)
MOODS = (
    "calm and blue",
    "full of boats",
    "grey with fog",
    "loud with gulls",
    "quiet at night",
    "busy",
)
BAN = "Rings must not be sold without a certificate."
FAIR = "Meet our team at the summer fair in the old port."


def restless(number: int, *more: str) -> str:
    """A page with a counter and a line of the day among its clauses."""
    seen = f"{1_000 + 37 * number:,} members of the harbour"
    return page(seen, f"The harbour is {MOODS[number % len(MOODS)]}", *more, *CLAUSES)


@pytest.fixture
def learned(watched: WatchedSource) -> WatchedSource:
    """A source whose counter and line of the day were told three times."""
    for number in range(4):
        watched.sees(restless(number))
    watched.alerts()
    return watched


def test_what_keeps_changing_is_told_three_times_and_silent_from_then_on(
    watched: WatchedSource,
) -> None:
    outcomes = [watched.sees(restless(number)).outcome for number in range(6)]

    assert outcomes == [Outcome.FIRST, *[Outcome.CHANGED] * 3, *[Outcome.COSMETIC] * 2]


def test_a_rule_that_comes_there_is_told_at_once(learned: WatchedSource) -> None:
    assert learned.sees(restless(4)).outcome is Outcome.COSMETIC
    assert learned.sees(restless(5).replace("The harbour is busy", BAN)).outcome is Outcome.CHANGED


def test_a_rule_beside_it_is_told_at_once(learned: WatchedSource) -> None:
    assert learned.sees(restless(4, BAN)).outcome is Outcome.CHANGED


def test_what_stood_still_for_a_season_is_told_again(learned: WatchedSource) -> None:
    learned.now += timedelta(days=91)

    assert learned.sees(restless(4)).outcome is Outcome.CHANGED


COUNTER = "seller rules: # members of the harbour"
LINES = "seller rules: (lines)"


def test_the_operator_sees_the_volatile_places(learned: WatchedSource) -> None:
    found = VolatilePlaces(learned.database).of("ring-rules", learned.now)

    assert [(one.place, one.changes) for one in found.volatile] == [(COUNTER, 3), (LINES, 3)]
    assert found.volatile[0].since == NOW + timedelta(hours=2)
    assert VolatilePlaces(learned.database).of("lamp-rules", learned.now).volatile == ()


def test_a_place_that_matters_is_told_until_it_does_not(learned: WatchedSource) -> None:
    places = VolatilePlaces(learned.database)

    assert places.mark("ring-rules", COUNTER, learned.now)
    assert places.mark("ring-rules", COUNTER, learned.now)
    assert learned.sees(restless(4)).outcome is Outcome.CHANGED
    assert places.of("ring-rules", learned.now).significant == {COUNTER}
    assert places.unmark("ring-rules", COUNTER)
    assert not places.unmark("ring-rules", COUNTER)
    assert learned.sees(restless(5)).outcome is Outcome.COSMETIC


def test_only_a_volatile_place_can_be_marked(learned: WatchedSource) -> None:
    places = VolatilePlaces(learned.database)

    assert not places.mark("ring-rules", "fees: (lines)", learned.now)
    assert not places.mark("lamp-rules", COUNTER, learned.now)


class Host:
    """Three pages of one host, one of which is looked at."""

    def __init__(self, database: Database, host: str = "harbour.example.org") -> None:
        self.archive = SqlArchive(database)
        self.watched = WatchedSource(database)
        self.source = self.watched.source
        for number, name in enumerate(("lamp-rules", "boat-rules")):
            source = replace(self.source, id=name, url=f"https://{host}/{name}")
            publish_to(self.archive, source, page(f"{number} lamps", FAIR, BAN, *CLAUSES), NOW)


@pytest.mark.parametrize(
    ("host", "text", "expected"),
    [
        ("harbour.example.org", FAIR, Outcome.COSMETIC),
        ("harbour.example.org", "0 lamps", Outcome.CHANGED),
        ("harbour.example.org", BAN, Outcome.CHANGED),
        ("harbour.example.org.example.net", FAIR, Outcome.CHANGED),
    ],
)
def test_what_two_other_pages_of_the_host_have_is_silent_unless_it_is_a_rule(
    database: Database, host: str, text: str, expected: Outcome
) -> None:
    watched = Host(database, host).watched
    watched.sees(page(*CLAUSES))

    assert watched.sees(page(*CLAUSES, text)).outcome is expected


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SELECT statements that run meanwhile."""
    found: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def judged(watched: WatchedSource, archive: SqlArchive, html: str) -> list[str]:
    """The statements that judging a capture takes, its state being known."""
    tracker = Tracker(archive)
    taken = Fetched(watched.source, watched.capture(html))
    state = tracker.begin([taken])["ring-rules"]
    with statements(watched.database) as found:
        tracker.judge(taken, state, watched.now)
    return found


def test_an_unchanged_page_costs_no_statement_and_a_changed_one_a_few(
    database: Database,
) -> None:
    host = Host(database)
    for number in range(4):
        host.watched.sees(restless(number))

    assert judged(host.watched, host.archive, restless(3)) == []
    assert judged(host.watched, host.archive, restless(3) + "<!-- -->") == []
    # The stored text, its recent hashes, the last changes, the host's newest versions and their
    # texts, the significant places; the texts of versions are loaded once.
    assert len(judged(host.watched, host.archive, restless(4))) == 6
    assert len(judged(host.watched, host.archive, restless(5))) == 5


def test_a_host_of_one_page_has_nothing_to_share(database: Database) -> None:
    watched = WatchedSource(database)
    watched.sees(page(*CLAUSES))

    with database.read() as session:
        assert SharedTexts().of(session, "ring-rules", "harbour.example.org") == frozenset()
