"""Captures that wait for an operator, and pages that are read a new way."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from monitor.decision.quarantine import PERSISTS
from monitor.model import Outcome, VersionReason
from monitor.source import Kind, Listing, Render
from storage.database import Database
from storage.tables.sources import HealthRow
from tests.lab import page
from tests.storage.test_tracking import BLOCK_PAGE, WatchedSource, watched

__all__ = ["watched"]

LAMPS = page(*(f"Lamp rule {n}: the importer keeps report {n} for ten years." for n in range(9)))
BICYCLES = page("Spring sale on helmets, gloves and bells! Visit our shops this weekend.")


def test_a_page_that_shares_nothing_waits_for_the_operator_however_long_it_stays(
    watched: WatchedSource,
) -> None:
    watched.sees(LAMPS)

    assert watched.sees(BICYCLES).reason.code == "collapsed"
    watched.now += PERSISTS * 9
    assert watched.sees(BICYCLES).outcome is Outcome.REJECTED
    assert [one.source_id for one in watched.health.pending()] == ["ring-rules"]


def test_the_operator_ends_the_wait_and_readers_hear_of_the_change(watched: WatchedSource) -> None:
    watched.sees(LAMPS)
    watched.sees(BICYCLES)
    result = watched.accepts()

    assert result is not None
    assert result.outcome is Outcome.CHANGED
    assert watched.alerts() == 1
    assert watched.sees(BICYCLES).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("before", [(), (LAMPS,)])
def test_what_looks_like_a_wall_and_is_the_page_is_accepted(
    watched: WatchedSource, before: tuple[str, ...]
) -> None:
    for body in before:
        watched.sees(body)

    assert watched.sees(BLOCK_PAGE).outcome is Outcome.REJECTED
    result = watched.accepts()
    assert result is not None
    assert result.version == len(before) + 1
    assert watched.sees(BLOCK_PAGE).outcome is Outcome.UNCHANGED


def test_the_operator_s_word_is_on_what_waits_and_not_on_a_wall_that_came_after_it(
    watched: WatchedSource,
) -> None:
    watched.sees(LAMPS)
    watched.sees(BICYCLES)
    watched.sees(BLOCK_PAGE)
    result = watched.accepts()

    assert result is not None
    assert result.outcome is Outcome.REJECTED


def test_a_page_of_nothing_is_accepted_by_nobody(watched: WatchedSource) -> None:
    watched.sees(LAMPS)
    watched.sees("<main><p>\u2026</p></main>")
    result = watched.accepts()

    assert result is not None
    assert result.outcome is Outcome.REJECTED


def test_a_second_match_of_the_selector_waits_for_the_operator(database: Database) -> None:
    watched = WatchedSource(database, select=".rule")
    one = "<div class=rule>Lamps carry a lot number and a name.</div>"
    watched.sees(one)

    assert (
        watched.sees(one + "<div class=rule>Ten lamps we love.</div>").reason.code
        == "selector-ambiguous"
    )
    watched.accepts()
    assert (
        watched.sees(one + "<div class=rule>Nine lamps we love.</div>").outcome is Outcome.CHANGED
    )


@pytest.mark.parametrize("ways", [("plain", "browser"), ("browser", "plain")])
def test_switching_the_browser_alerts_nobody(database: Database, ways: tuple[str, str]) -> None:
    before, after = (Render(way) for way in ways)
    watched = WatchedSource(database, render=before)
    watched.sees(LAMPS)
    watched.source = replace(watched.source, render=after)
    shown = LAMPS.replace("ten years", "five years")

    assert watched.sees(shown).outcome is Outcome.COSMETIC
    assert watched.reasons() == [VersionReason.FIRST, VersionReason.TECHNICAL]
    assert watched.alerts() == 0
    assert watched.sees(shown.replace("five", "two")).outcome is Outcome.CHANGED
    assert watched.alerts() == 1


def test_a_browser_and_a_selector_at_once_alert_nobody(database: Database) -> None:
    watched = WatchedSource(database)
    watched.sees(LAMPS)
    watched.source = replace(watched.source, render=Render.BROWSER, select="main p")
    watched.sees(LAMPS.replace("ten years", "five years"))

    assert watched.alerts() == 0


def test_a_key_of_an_older_release_leads_to_no_alert(watched: WatchedSource) -> None:
    watched.sees(LAMPS)
    with watched.database.write() as session:
        session.execute(update(HealthRow).values(extraction_key="0123456789abcdef"))

    assert watched.sees(LAMPS).outcome is Outcome.UNCHANGED
    assert watched.reasons() == [VersionReason.FIRST]


def test_a_key_of_an_older_release_hides_no_change(watched: WatchedSource) -> None:
    watched.sees(LAMPS)
    with watched.database.write() as session:
        session.execute(update(HealthRow).values(extraction_key="0123456789abcdef"))

    assert watched.sees(LAMPS.replace("ten years", "five years")).outcome is Outcome.CHANGED
    assert watched.alerts() == 1


def test_entries_that_a_new_way_of_reading_finds_are_no_news(database: Database) -> None:
    listing = Listing(entry="li.new", link="a")
    watched = WatchedSource(database, kind=Kind.LISTING, listing=listing)
    old = "".join(f"<li class=old><a href=/o{n}>Old notice {n} on lamps</a></li>" for n in range(3))
    new = "<li class=new><a href=/n1>Notice on lamps of this spring</a></li>"
    watched.sees(f"<ul>{new}{old}</ul>")
    watched.source = replace(watched.source, listing=replace(listing, entry="li"))

    watched.sees(f"<ul>{new}{old}<li><a href=/n2>Notice on lamps of this summer</a></li></ul>")
    assert [change.title for change in watched.history.changes()] == [
        "Notice on lamps of this summer"
    ]
