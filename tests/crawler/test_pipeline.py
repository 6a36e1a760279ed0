"""What goes wrong with one capture leaves the others, and the crawl, alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Never

import pytest
from structlog.testing import capture_logs

from crawler.pipeline import TrackingPipeline
from monitor.check_reason import CheckReason
from monitor.errors import StorageError
from monitor.health import State, operator_report, state_of
from monitor.model import Outcome, Snapshot
from monitor.ports import CheckOutcome, CheckResult, Fetched, FetchResult, NotModified
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.jobs.crawl_jobs import CrawlJobs, Origin
from storage.queries.snapshots import Snapshots
from storage.tracker import Tracker
from tests.lab import PATIENCE, page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(
    id="ring-rules", organisation="Harbour", title="Rings", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/rings", language="en",
)  # fmt: skip
ITEM = NotModified(SOURCE)


class Failing(Tracker):
    """A tracker whose archive is away."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def begin(self, fetch_results: Sequence[FetchResult]) -> Never:
        raise self._error

    def take(self, fetched: FetchResult, now: datetime, *, confirmed: bool = False) -> Never:
        raise self._error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            StorageError("the database refused: database is locked"),
            "internal: the database refused: database is locked",
        ),
        (KeyError("a bug"), "internal: kept"),
    ],
)
async def test_a_fault_is_told_and_the_crawl_goes_on(error: Exception, reason: str) -> None:
    """The failure cannot be stored either: the check stays open, and both are in the log."""
    pipeline = TrackingPipeline(Failing(error), lambda fault: "kept")
    with capture_logs() as logs:
        assert pipeline.process_item(ITEM) is ITEM
        pipeline.close_spider()

    unstored, checked = logs
    assert (unstored["event"], unstored["source"]) == ("result_not_stored", "ring-rules")
    assert (checked["outcome"], checked["reason"]) == (Outcome.FAILED, reason)


class Archive(SqlArchive):
    """A real one that counts what it stores at once, and cannot store what `broken` brings."""

    def __init__(self, database: Database, broken: str = "") -> None:
        super().__init__(database)
        self.stored: list[int] = []
        self._broken = broken

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        if any(one.source.id == self._broken and not one.change_set.failure for one in judged):
            raise StorageError("the database refused: a number is too large")
        self.stored.append(len(judged))
        return super().record(judged, now)


def fetch_results(count: int) -> list[Fetched]:
    """One of each source, each with bytes of its own."""
    return [fetched(number, f"Rings of kind {number} may be listed.") for number in range(count)]


def fetched(number: int, words: str) -> Fetched:
    source, body = replace(SOURCE, id=f"rules-{number}"), page(words).encode()
    snapshot = Snapshot(
        source_id=source.id, url=source.url, fetched_at=NOW, status=200,
        headers=(("Content-Type", "text/html"),), body=body, sha256=sha256(body),
    )  # fmt: skip
    return Fetched(source, snapshot)


async def test_what_comes_together_is_stored_together_and_ends_its_checks(
    database: Database,
) -> None:
    archive, jobs = Archive(database), CrawlJobs(database)
    come = fetch_results(3)
    # The past of one: what another brings today.
    Tracker(archive).take(fetched(1, "Rings of kind 2 may be listed."), NOW)
    archive.stored.clear()
    numbers = jobs.enqueue([one.source.id for one in come], Origin.COMMAND, NOW)
    pipeline = TrackingPipeline(Tracker(archive), str)
    for one in come:
        pipeline.process_item(one)
    assert archive.stored == []
    pipeline.close_spider()

    assert archive.stored == [3]
    results = [job.result for job in jobs.get(numbers)]
    assert [(r.source_id, r.outcome, r.version) for r in results if r] == [
        ("rules-0", Outcome.FIRST, 1),
        ("rules-1", Outcome.CHANGED, 2),
        ("rules-2", Outcome.FIRST, 1),
    ]
    for one, version in zip(come, (1, 2, 1), strict=True):
        kept = Snapshots(database).of_version(one.source.id, version)
        assert kept is not None
        assert kept.body == one.snapshot.body


async def test_what_waits_is_stored_soon_though_nothing_else_comes(database: Database) -> None:
    archive = Archive(database)
    pipeline = TrackingPipeline(Tracker(archive), str)
    pipeline.process_item(fetch_results(1)[0])
    async with asyncio.timeout(PATIENCE):
        while not archive.stored:
            await asyncio.sleep(0.01)

    assert archive.stored == [1]


async def test_a_source_that_cannot_be_stored_leaves_the_others_alone(database: Database) -> None:
    archive = Archive(database, broken="rules-1")
    pipeline = TrackingPipeline(Tracker(archive), str)
    with capture_logs() as logs:
        for one in fetch_results(3):
            pipeline.process_item(one)
        pipeline.close_spider()

    assert [line["event"] for line in logs] == ["stored_one_by_one", *["checked"] * 3]
    assert [line["outcome"] for line in logs[1:]] == ["first", "failed", "first"]
    assert "a number is too large" in logs[2]["reason"]


async def test_many_arrivals_are_not_kept_waiting_in_memory(database: Database) -> None:
    archive = Archive(database)
    pipeline = TrackingPipeline(Tracker(archive), str)
    for one in fetch_results(101):
        pipeline.process_item(one)
    assert archive.stored == [100]
    pipeline.close_spider()

    assert archive.stored == [100, 1]


class Unforeseen(SqlArchive):
    """A real one at which what a page brings meets a fault of ours, while it is `broken`."""

    broken = True

    def record(self, judged: Sequence[CheckOutcome], now: datetime) -> list[CheckResult]:
        if self.broken and any(not one.change_set.failure for one in judged):
            raise KeyError("nobody foresaw this")
        return super().record(judged, now)


def visit(archive: SqlArchive) -> CheckResult:
    """One check of the one source; what came of it."""
    pipeline = TrackingPipeline(Tracker(archive), lambda fault: "kept for a report")
    (come,) = fetch_results(1)
    with capture_logs() as logs:
        pipeline.process_item(come)
        pipeline.close_spider()
    return CheckResult(
        source_id=come.source.id,
        outcome=logs[-1]["outcome"],
        reason=CheckReason.parse(logs[-1]["reason"]),
    )


async def test_a_source_at_which_we_fault_twice_is_set_aside_told_and_tried_again_on_demand(
    database: Database,
) -> None:
    archive, health = Unforeseen(database), SourceHealth(database)
    (source,) = [come.source for come in fetch_results(1)]

    assert str(visit(archive).reason) == "internal: kept for a report"
    assert health.due([source], NOW + timedelta(days=900)) == [source]
    assert not operator_report(health.everything(), NOW)
    visit(archive)
    (notified,) = operator_report(health.everything(), NOW).broken
    assert str(notified.reason).startswith(
        "set-aside: kept for a report; to try it again: forewarn sources"
    )
    assert state_of(source, notified, NOW) is State.SET_ASIDE
    assert health.due([source], NOW + timedelta(days=900)) == []
    kept = archive.last_snapshot(source.id)
    assert kept is not None
    assert b"Rings of kind 0 may be listed." in kept.body

    # Once more, by hand: a fault sets it aside again at once, a good reading ends it.
    assert health.resume(source.id, NOW)
    visit(archive)
    assert health.set_aside() == {source.id}
    assert health.resume(source.id, NOW)
    archive.broken = False
    visit(archive)
    assert health.set_aside() == frozenset()
    assert health.of([source.id])[source.id].faults == 0


async def test_a_database_that_is_away_sets_no_source_aside(database: Database) -> None:
    archive, health = Archive(database, broken="rules-0"), SourceHealth(database)
    for _ in range(3):
        assert "a number is too large" in visit(archive).reason.detail

    assert health.set_aside() == frozenset()
