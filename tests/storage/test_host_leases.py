"""Who may visit a host, on both databases."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from storage.database import Database
from storage.jobs.crawl_jobs import CrawlJobs, Origin, Waiting
from storage.jobs.host_leases import LEASE, HostLeases, holder_of
from storage.tables.jobs import HostLeaseRow

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def leases(database: Database) -> HostLeases:
    return HostLeases(database)


def test_one_at_a_time_visits_a_host(leases: HostLeases) -> None:
    assert leases.claim({"a", "b"}, "one", NOW) == {"a", "b"}
    assert leases.claim({"b", "c"}, "two", NOW) == {"c"}
    assert leases.claim({"a", "c"}, "one", NOW) == {"a"}


def test_a_crawl_that_was_killed_holds_its_hosts_for_a_while(leases: HostLeases) -> None:
    leases.claim({"a"}, "one", NOW)

    assert leases.claim({"a"}, "two", NOW + LEASE - SECOND) == set()
    assert leases.claim({"a"}, "two", NOW + LEASE) == {"a"}
    assert leases.claim({"a"}, "one", NOW + LEASE) == set()


def test_what_is_renewed_is_held_for_longer(leases: HostLeases) -> None:
    leases.claim({"a"}, "one", NOW)
    leases.claim({"b"}, "two", NOW)
    leases.renew("one", NOW + LEASE / 2)

    assert leases.claim({"a", "b"}, "three", NOW + LEASE) == {"b"}


def test_the_gap_that_a_host_is_owed_outlasts_its_crawl(leases: HostLeases) -> None:
    leases.claim({"a", "b"}, "one", NOW)
    leases.release("one", {"a": NOW + 30 * SECOND, "c": NOW + 30 * SECOND})

    assert leases.claim({"a", "b", "c"}, "two", NOW) == {"b", "c"}
    assert leases.claim({"a"}, "one", NOW + 29 * SECOND) == set()
    assert leases.claim({"a"}, "one", NOW + 30 * SECOND) == {"a"}


def test_one_that_took_a_lost_host_keeps_it_when_the_loser_lets_go(leases: HostLeases) -> None:
    """A machine that slept wakes up, and ends its crawl."""
    leases.claim({"a"}, "one", NOW)
    leases.claim({"a"}, "two", NOW + LEASE)
    leases.renew("one", NOW + LEASE)
    leases.release("one", {"a": NOW + LEASE})

    assert leases.claim({"a"}, "three", NOW + LEASE + SECOND) == set()


def test_a_share_takes_over_what_was_held_for_it(leases: HostLeases) -> None:
    leases.claim({"a", "b"}, "crawl", NOW)

    assert leases.take_over("crawl", "crawl/1", {"a", "z"}, NOW) == {"a"}
    assert leases.claim({"a"}, "crawl/2", NOW) == set()
    assert leases.take_over("crawl", "crawl/2", {"a", "b"}, NOW) == {"b"}


@pytest.mark.parametrize("ended", ["host_1:12", "host_1:12#5"])
def test_what_has_ended_frees_its_hosts_and_no_other_does(leases: HostLeases, ended: str) -> None:
    """An underscore and a number that begins alike must not match others."""
    leases.claim({"a"}, "host_1:12#5", NOW)
    leases.claim({"b"}, "host_1:12#5/70", NOW)
    others = {"host_1:123#5", "host_1:12#51", "hostx1:12#5"} - {ended}
    for name in others:
        leases.claim({name}, name, NOW)
    leases.free(ended, NOW)
    later = NOW + 10 * SECOND

    assert leases.claim({"a", "b"}, "next", NOW) == set()
    free = leases.claim({"a", "b", *others}, "next", later)
    assert free == {"a", "b"} | ({"host_1:12#51"} if ended == "host_1:12" else set())


def test_a_clock_that_was_ahead_keeps_nobody_away(leases: HostLeases) -> None:
    leases.claim({"a"}, "one", NOW + timedelta(days=3))

    assert leases.claim({"a"}, "two", NOW) == {"a"}


def test_what_is_over_is_not_kept(leases: HostLeases, database: Database) -> None:
    leases.claim({f"host-{number}" for number in range(500)}, "one", NOW)
    leases.release("one", {"host-1": NOW})
    leases.claim({"a"}, "two", NOW + SECOND)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(HostLeaseRow)) == 1


def test_many_hosts_cost_as_many_statements_as_few(leases: HostLeases, database: Database) -> None:
    counted: Counter[int] = Counter()
    size = 0

    def count(*_: object) -> None:
        counted[size] += 1

    event.listen(database.engine, "before_cursor_execute", count)
    for size in (2, 1_000):
        hosts = {f"{size}-{number}.example.org" for number in range(size)}
        leases.claim(hosts, "one", NOW)
        leases.renew("one", NOW)
        leases.release("one", dict.fromkeys(hosts, NOW + SECOND))

    assert counted[1_000] <= counted[2] + 2


def test_checks_are_taken_with_their_hosts(database: Database, leases: HostLeases) -> None:
    jobs = CrawlJobs(database)
    ids = jobs.enqueue(["a-1", "a-2", "b-1"], Origin.DUE, NOW)

    def choose(waiting: list[Waiting], busy: set[str]) -> list[int]:
        return [one.id for one in waiting if host_of(one.source_id) not in busy][:1]

    assert jobs.claim(choose, host_of, "one", NOW) == ids[:1]
    assert jobs.claim(choose, host_of, "two", NOW) == ids[2:]
    assert jobs.claim(choose, host_of, "one", NOW) == []
    leases.release(holder_of("one", ids[:1]), {})
    assert jobs.claim(choose, host_of, "two", NOW) == [ids[1]]


def host_of(source_id: str) -> str:
    return source_id.partition("-")[0]


def test_many_who_claim_at_once_never_share_a_host(leases: HostLeases) -> None:
    hosts = {f"host-{number}" for number in range(40)}
    won: list[str] = []

    def claim(holder: str) -> None:
        won.extend(leases.claim(hosts, holder, NOW))

    threads = [threading.Thread(target=claim, args=(f"crawl-{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == sorted(hosts)
