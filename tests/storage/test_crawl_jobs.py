"""Checks that wait: one for a source, one runner for each, none lost."""

from datetime import UTC, datetime, timedelta

from monitor.model import Outcome
from monitor.ports import CheckResult
from storage.database import Database
from storage.jobs.crawl_jobs import CrawlJobs, Origin
from tests.lab import start_checks

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_source_has_one_open_check(database: Database) -> None:
    jobs = CrawlJobs(database)
    first = jobs.enqueue(["a", "b"], Origin.DUE, NOW)

    assert jobs.enqueue(["b", "c"], Origin.CHAT, NOW)[0] == first[1]
    assert [job.source_id for job in jobs.queued()] == ["c", "a", "b"]


def test_a_check_is_run_by_one_runner_and_saved_from_a_dead_one(database: Database) -> None:
    jobs = CrawlJobs(database)
    ids = jobs.enqueue(["a"], Origin.DUE, NOW)

    assert start_checks(jobs, ids, "one", NOW) == ids
    assert start_checks(jobs, ids, "two", NOW) == []
    assert jobs.requeue("one") == 1
    assert start_checks(jobs, ids, "two", NOW) == ids


def test_a_finished_check_tells_what_it_came_to(database: Database) -> None:
    jobs = CrawlJobs(database)
    ids = jobs.enqueue(["a"], Origin.CHAT, NOW)
    result = CheckResult(source_id="a", outcome=Outcome.CHANGED, version=2, change=1)
    jobs.finish(result, NOW)

    assert jobs.get(ids)[0].result == result
    assert jobs.last_of("a", Origin.CHAT, NOW - timedelta(minutes=1)) is not None
    assert jobs.last_of("a", Origin.CHAT, NOW) is None
    jobs.forget_done(NOW + timedelta(days=2), timedelta(days=1))
    assert jobs.get(ids) == []
