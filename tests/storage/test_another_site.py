"""A source whose address leads to another site all at once."""

import pytest

from monitor.decision.quarantine import PERSISTS
from monitor.health import State, operator_report, state_of
from monitor.model import Outcome
from storage.archive.quarantine import Quarantine
from storage.database import Database
from storage.tables.changes import SnapshotRow
from tests.storage.test_tracking import BLOCK_PAGE, NEW, OLD, WatchedSource

OTHER = "https://harbour-rules.example.net/rings"


@pytest.fixture
def watched(database: Database) -> WatchedSource:
    return WatchedSource(database)


def verdicts(watched: WatchedSource) -> list[str]:
    with watched.database.read() as session:
        return [row.verdict for row in session.query(SnapshotRow).order_by(SnapshotRow.id)]


@pytest.mark.parametrize("body", [NEW, OLD], ids=["alike", "the-same"])
def test_it_is_held_silent_and_told_to_the_operators_at_once(
    watched: WatchedSource, body: str
) -> None:
    watched.sees(OLD)
    result = watched.sees(body, url=OTHER)
    health = watched.health.of([watched.source.id])[watched.source.id]

    assert result.outcome is Outcome.REJECTED
    assert str(result.reason) == (
        "another-site: harbour.example.org now leads to another site, example.net"
    )
    assert watched.alerts() == 0
    assert [one.source_id for one in watched.health.pending()] == [watched.source.id]
    assert operator_report([health], watched.now).broken == (health,)
    assert state_of(watched.source, health, watched.now) is State.BROKEN
    assert verdicts(watched)[0] == "accepted"


@pytest.mark.parametrize("body", [NEW, OLD], ids=["alike", "the-same"])
def test_an_operator_accepts_it_and_it_stays_accepted(watched: WatchedSource, body: str) -> None:
    watched.sees(OLD)
    watched.sees(body, url=OTHER)
    accepted = watched._tracker.accept(watched.source, watched.now)

    assert accepted is not None
    assert accepted.outcome is (Outcome.CHANGED if body == NEW else Outcome.UNCHANGED)
    assert watched.sees(body, url=OTHER).outcome is Outcome.UNCHANGED
    assert watched.sees(body + "<!-- -->", url=OTHER).outcome is Outcome.UNCHANGED
    assert watched.health.pending() == []


@pytest.mark.parametrize("body", [NEW, OLD], ids=["alike", "the-same"])
def test_it_is_accepted_after_a_day(watched: WatchedSource, body: str) -> None:
    watched.sees(OLD)
    watched.sees(body, url=OTHER)
    watched.now += PERSISTS

    assert watched.sees(body + "<!-- -->", url=OTHER).outcome is not Outcome.REJECTED
    assert watched.sees(body, url=OTHER).outcome is Outcome.UNCHANGED
    assert watched.alerts() == (body == NEW)


def test_an_operator_refuses_it_for_good(watched: WatchedSource) -> None:
    watched.sees(OLD)
    watched.sees(NEW, url=OTHER)
    assert Quarantine(watched.database).refuse(watched.source.id)
    watched.now += PERSISTS

    assert watched.sees(NEW + "<p>more</p>", url=OTHER).outcome is Outcome.REJECTED
    assert watched.sees(NEW).outcome is Outcome.CHANGED


def test_a_wall_on_another_site_is_a_wall(watched: WatchedSource) -> None:
    watched.sees(OLD)

    assert watched.sees(BLOCK_PAGE, url=OTHER).reason.code == "sign-in"


@pytest.mark.parametrize(
    "url",
    [
        "http://harbour.example.org/rings",
        "https://www.harbour.example.org/rings",
        "https://sellers.example.org/rules/rings",
    ],
)
def test_a_move_within_the_site_is_accepted(watched: WatchedSource, url: str) -> None:
    watched.sees(OLD)

    assert watched.sees(NEW, url=url).outcome is Outcome.CHANGED


def test_a_source_that_led_elsewhere_from_the_first_is_left_alone(watched: WatchedSource) -> None:
    watched.sees(OLD, url=OTHER)

    assert watched.sees(NEW, url=OTHER).outcome is Outcome.CHANGED
    assert watched.sees(OLD).outcome is not Outcome.REJECTED
