"""Checks that are wanted, running or done. A source has at most one open at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.model import Outcome
from monitor.ports import CheckResult
from storage.database import Database
from storage.jobs.host_leases import busy_hosts, holder_of, lease
from storage.queries.days import forget_days, sum_up
from storage.tables.jobs import CrawlAskerRow, CrawlJobRow

_OPEN = ("queued", "running")


class Origin(StrEnum):
    """Who wanted a check."""

    DUE = "due"
    COMMAND = "command"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One check."""

    id: int
    source_id: str
    origin: Origin
    state: str
    finished_at: datetime | None
    result: CheckResult | None


class Waiting(NamedTuple):
    """A check that waits. `crash_count`: how many that ran it died at it, or near it."""

    id: int
    source_id: str
    origin: str
    crash_count: int


# Names a source's open check, and takes what it came to by the columns' names.
_END = (
    update(CrawlJobRow)
    # Not `in_`: SQLAlchemy spells that out for each call, and has no such statement for many rows.
    .where(
        CrawlJobRow.source_id == bindparam("of_source"),
        or_(*(CrawlJobRow.state == state for state in _OPEN)),
    )
    .values(
        {"state": "done"}
        | {
            name: bindparam(name)
            for name in ("finished_at", "outcome", "reason", "version", "change_id")
        }
    )
)

# What to take: from what waits, and the hosts that others visit.
Choice = Callable[[list[Waiting], set[str]], list[int]]


class CrawlJobs:
    """The queue of checks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, source_ids: Iterable[str], origin: Origin, now: datetime) -> list[int]:
        """Want checks; a source whose check is open already keeps that one. Their ids."""
        with self._database.write() as session:
            found = session.execute(
                select(CrawlJobRow.source_id, CrawlJobRow.id).where(CrawlJobRow.state.in_(_OPEN))
            )
            waiting = dict(found.all())
            wanted = list(dict.fromkeys(source_ids))
            rows = [
                CrawlJobRow(source_id=source_id, origin=origin, created_at=now)
                for source_id in wanted
                if source_id not in waiting
            ]
            session.add_all(rows)
            session.flush()
            made = {row.source_id: row.id for row in rows}
            return [{**waiting, **made}[source_id] for source_id in wanted]

    def ask(self, source_id: str, subscriber_id: int, now: datetime) -> int:
        """Want a check for a person, or join the one that is open; its id."""
        (job_id,) = self.enqueue([source_id], Origin.CHAT, now)
        with self._database.write() as session:
            session.merge(CrawlAskerRow(job_id=job_id, subscriber_id=subscriber_id, asked_at=now))
        return job_id

    def asked_by(self, subscriber_id: int, since: datetime) -> int:
        """How many checks a person asked for since then."""
        query = select(func.count()).where(
            CrawlAskerRow.subscriber_id == subscriber_id, CrawlAskerRow.asked_at > since
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def is_crawling(self) -> bool:
        """Whether any check is running."""
        query = select(CrawlJobRow.id).filter_by(state="running").limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def queued(self) -> list[CrawlJob]:
        """The checks that wait; those that a person waits for come first."""
        query = select(CrawlJobRow).filter_by(state="queued").order_by(CrawlJobRow.id)
        with self._database.read() as session:
            jobs = [_job(row) for row in session.scalars(query)]
        return sorted(jobs, key=lambda job: job.origin is not Origin.CHAT)

    def waiting(self) -> list[Waiting]:
        """The checks that wait, in the order of their making, as light as can be."""
        with self._database.read() as session:
            return _waiting(session)

    def get(self, job_ids: Iterable[int]) -> list[CrawlJob]:
        """Those checks, in the order of their making."""
        query = select(CrawlJobRow).where(CrawlJobRow.id.in_(list(job_ids)))
        with self._database.read() as session:
            return [_job(row) for row in session.scalars(query.order_by(CrawlJobRow.id))]

    def last_of(self, source_id: str, origin: Origin, since: datetime) -> CrawlJob | None:
        """The latest check of that origin that ended after `since`."""
        query = (
            select(CrawlJobRow)
            .where(
                CrawlJobRow.source_id == source_id,
                CrawlJobRow.origin == origin,
                CrawlJobRow.finished_at > since,
            )
            .order_by(CrawlJobRow.id.desc())
            .limit(1)
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return _job(row) if row else None

    def claim(
        self, choose: Choice, host_of: Callable[[str], str], runner: str, now: datetime
    ) -> list[int]:
        """Take to run what `choose` wants, and its hosts; nobody else chooses meanwhile."""
        with self._database.write() as session:
            busy = busy_hosts(session, now)
            waiting = _waiting(session)
            ids = choose(waiting, busy)
            taken = update(CrawlJobRow).where(
                CrawlJobRow.id.in_(ids), CrawlJobRow.state == "queued"
            )
            values = taken.values(state="running", started_at=now, runner=runner)
            found = set(session.scalars(values.returning(CrawlJobRow.id)))
            if found:
                hosts = {host_of(check.source_id) for check in waiting if check.id in found}
                lease(session, hosts, holder_of(runner, found), now)
            return sorted(found)

    def requeue_after_crash(self, runner: str, most: int) -> list[CrawlJob]:
        """A runner died: its checks wait again, but for those that `most` have died at."""
        with self._database.write() as session:
            rows = session.scalars(_run_by(runner)).all()
            for row in rows:
                row.crash_count += 1
                if row.crash_count < most:
                    row.state, row.started_at, row.runner = "queued", None, ""
            return [_job(row) for row in rows if row.crash_count >= most]

    def runners(self) -> set[str]:
        """Who runs checks, as far as the records say."""
        query = select(CrawlJobRow.runner).filter_by(state="running").distinct()
        with self._database.read() as session:
            return set(session.scalars(query))

    def run_by(self, runner: str) -> list[CrawlJob]:
        """The checks that a runner runs."""
        with self._database.read() as session:
            return [_job(row) for row in session.scalars(_run_by(runner))]

    def finish(self, result: CheckResult, now: datetime) -> None:
        """The source's open check has come to this."""
        with self._database.write() as session:
            end_checks(session, [result], now)

    def requeue(self, runner: str) -> int:
        """Checks that a runner left unfinished wait again; how many there were."""
        with self._database.write() as session:
            rows = session.scalars(_run_by(runner)).all()
            for row in rows:
                row.state, row.started_at, row.runner = "queued", None, ""
            return len(rows)

    def requeue_older(self, started_before: datetime) -> int:
        """Checks that run since before then wait again; how many there were."""
        old = update(CrawlJobRow).where(
            CrawlJobRow.state == "running", CrawlJobRow.started_at < started_before
        )
        with self._database.write() as session:
            found = session.execute(old.values(state="queued", started_at=None, runner=""))
            return int(found.rowcount)  # type: ignore[attr-defined]

    def give_back(self, job_ids: Iterable[int]) -> None:
        """Those of these checks that are unfinished wait again."""
        unfinished = update(CrawlJobRow).where(
            CrawlJobRow.id.in_(list(job_ids)), CrawlJobRow.state == "running"
        )
        with self._database.write() as session:
            session.execute(unfinished.values(state="queued", started_at=None, runner=""))

    def forget_done(self, now: datetime, age: timedelta) -> None:
        """Sum up and drop the records of checks that ended long ago; versions and health stay."""
        with self._database.write() as session:
            old = session.scalars(
                select(CrawlJobRow).where(CrawlJobRow.finished_at < now - age)
            ).all()
            sum_up(session, ((row.source_id, row.finished_at, row.outcome) for row in old))
            forget_days(session, now)
            for row in old:
                session.delete(row)


def end_checks(session: Session, results: Sequence[CheckResult], now: datetime) -> None:
    """Within a transaction: each source's open check has come to this."""
    if results:
        session.connection().execute(_END, [_ending(result, now) for result in results])


def _ending(result: CheckResult, now: datetime) -> dict[str, Any]:
    return {
        "of_source": result.source_id,
        "finished_at": now,
        "outcome": result.outcome,
        "reason": result.reason,
        "version": result.version,
        "change_id": result.change,
    }


def _run_by(runner: str) -> Select[CrawlJobRow]:
    return select(CrawlJobRow).filter_by(state="running", runner=runner)


def _waiting(session: Session) -> list[Waiting]:
    query = (
        select(CrawlJobRow.id, CrawlJobRow.source_id, CrawlJobRow.origin, CrawlJobRow.crash_count)
        .filter_by(state="queued")
        .order_by(CrawlJobRow.id)
    )
    return [Waiting(*row) for row in session.execute(query)]


def _job(row: CrawlJobRow) -> CrawlJob:
    result = None
    if row.state == "done":
        result = CheckResult(
            source_id=row.source_id,
            outcome=Outcome(row.outcome),
            version=row.version,
            change=row.change_id,
            reason=row.reason,
        )
    return CrawlJob(
        id=row.id,
        source_id=row.source_id,
        origin=Origin(row.origin),
        state=row.state,
        finished_at=row.finished_at,
        result=result,
    )
