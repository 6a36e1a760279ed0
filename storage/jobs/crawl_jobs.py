"""Checks that are queued, running or done. A source has at most one open at a time."""

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
from storage.tables.jobs import CrawlJobRow, CrawlRequesterRow

_OPEN = ("queued", "running")


class Origin(StrEnum):
    """Who requested a check."""

    DUE = "due"
    COMMAND = "command"
    CHAT = "chat"
    OPERATOR = "operator"

    @property
    def is_awaited(self) -> bool:
        """Whether somebody looks on: such checks come first."""
        return self in {Origin.CHAT, Origin.OPERATOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One check. `state`: queued, running or done."""

    id: int
    source_id: str
    origin: Origin
    state: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: CheckResult | None


class Waiting(NamedTuple):
    """A queued check. `crash_count`: how many runners died while they had it."""

    id: int
    source_id: str
    origin: str
    crash_count: int


# Ends a source's open check; the parameters of its result have the names of the columns.
_END = (
    update(CrawlJobRow)
    # Not `in_`: SQLAlchemy expands that for each call, so one statement could not serve many rows.
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

# Chooses the ids of checks to run, from the queued checks and the hosts that others visit.
Choice = Callable[[list[Waiting], set[str]], list[int]]


class CrawlJobs:
    """The queue of checks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, source_ids: Iterable[str], origin: Origin, now: datetime) -> list[int]:
        """Enqueue checks; a source whose check is open keeps that one. Return their ids."""
        with self._database.write() as session:
            open_ids = _open_ids(session)
            unique = list(dict.fromkeys(source_ids))
            rows = [
                CrawlJobRow(source_id=source_id, origin=origin, created_at=now)
                for source_id in unique
                if source_id not in open_ids
            ]
            session.add_all(rows)
            session.flush()
            new_ids = {row.source_id: row.id for row in rows}
            return [{**open_ids, **new_ids}[source_id] for source_id in unique]

    def request(self, source_id: str, subscriber_id: int, now: datetime) -> int:
        """Enqueue a check for a subscriber, or join the one that is open; return its id."""
        (job_id,) = self.enqueue([source_id], Origin.CHAT, now)
        with self._database.write() as session:
            session.merge(
                CrawlRequesterRow(job_id=job_id, subscriber_id=subscriber_id, requested_at=now)
            )
        return job_id

    def count_requests(self, subscriber_id: int, since: datetime) -> int:
        """Count the checks that a subscriber requested since then."""
        query = select(func.count()).where(
            CrawlRequesterRow.subscriber_id == subscriber_id, CrawlRequesterRow.requested_at > since
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def is_crawling(self) -> bool:
        """Return whether any check is running."""
        query = select(CrawlJobRow.id).filter_by(state="running").limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def queued(self) -> list[CrawlJob]:
        """Return the queued checks; those that somebody waits for come first."""
        query = select(CrawlJobRow).filter_by(state="queued").order_by(CrawlJobRow.id)
        with self._database.read() as session:
            jobs = [_job(row) for row in session.scalars(query)]
        return sorted(jobs, key=lambda job: not job.origin.is_awaited)

    def waiting(self) -> list[Waiting]:
        """Return the queued checks in order of creation, with the fewest columns."""
        with self._database.read() as session:
            return _waiting(session)

    def get(self, job_ids: Iterable[int]) -> list[CrawlJob]:
        """Return those checks in order of creation."""
        query = select(CrawlJobRow).where(CrawlJobRow.id.in_(list(job_ids)))
        with self._database.read() as session:
            return [_job(row) for row in session.scalars(query.order_by(CrawlJobRow.id))]

    def open_ids(self) -> dict[str, int]:
        """Return the open checks by their source."""
        with self._database.read() as session:
            return _open_ids(session)

    def open_of(self, source_id: str) -> CrawlJob | None:
        """Return the source's check that is queued or running."""
        query = select(CrawlJobRow).where(
            CrawlJobRow.source_id == source_id, CrawlJobRow.state.in_(_OPEN)
        )
        with self._database.read() as session:
            row = session.scalar(query.limit(1))
            return _job(row) if row else None

    def count_before(self, job_id: int) -> int:
        """Count the open checks that were enqueued before that one."""
        query = select(func.count()).where(CrawlJobRow.state.in_(_OPEN), CrawlJobRow.id < job_id)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def last_of(self, source_id: str, origin: Origin, since: datetime) -> CrawlJob | None:
        """Return the latest check of that origin that ended after `since`."""
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
        """Claim the checks that `choose` returns, and lease their hosts; no one else can meanwhile."""
        with self._database.write() as session:
            busy = busy_hosts(session, now)
            waiting = _waiting(session)
            ids = choose(waiting, busy)
            chosen = update(CrawlJobRow).where(
                CrawlJobRow.id.in_(ids), CrawlJobRow.state == "queued"
            )
            claiming = chosen.values(state="running", started_at=now, runner=runner)
            claimed = set(session.scalars(claiming.returning(CrawlJobRow.id)))
            if claimed:
                hosts = {host_of(check.source_id) for check in waiting if check.id in claimed}
                lease(session, hosts, holder_of(runner, claimed), now)
            return sorted(claimed)

    def requeue_after_crash(self, runner: str, most: int) -> list[CrawlJob]:
        """Requeue the checks of a dead runner; return those, not requeued, that crashed `most` times."""
        with self._database.write() as session:
            rows = session.scalars(_run_by(runner)).all()
            for row in rows:
                row.crash_count += 1
                if row.crash_count < most:
                    row.state, row.started_at, row.runner = "queued", None, ""
            return [_job(row) for row in rows if row.crash_count >= most]

    def runners(self) -> set[str]:
        """Return the runners of running checks, as recorded."""
        query = select(CrawlJobRow.runner).filter_by(state="running").distinct()
        with self._database.read() as session:
            return set(session.scalars(query))

    def run_by(self, runner: str) -> list[CrawlJob]:
        """Return the checks that a runner runs."""
        with self._database.read() as session:
            return [_job(row) for row in session.scalars(_run_by(runner))]

    def finish(self, result: CheckResult, now: datetime) -> None:
        """End the source's open check with this result."""
        with self._database.write() as session:
            end_checks(session, [result], now)

    def requeue(self, runner: str) -> int:
        """Requeue the checks that a runner left unfinished; return how many."""
        with self._database.write() as session:
            rows = session.scalars(_run_by(runner)).all()
            for row in rows:
                row.state, row.started_at, row.runner = "queued", None, ""
            return len(rows)

    def requeue_older(self, started_before: datetime) -> int:
        """Requeue the running checks that started before then; return how many."""
        old = update(CrawlJobRow).where(
            CrawlJobRow.state == "running", CrawlJobRow.started_at < started_before
        )
        with self._database.write() as session:
            found = session.execute(old.values(state="queued", started_at=None, runner=""))
            return int(found.rowcount)  # type: ignore[attr-defined]

    def release(self, job_ids: Iterable[int]) -> None:
        """Requeue those of these checks that are unfinished."""
        unfinished = update(CrawlJobRow).where(
            CrawlJobRow.id.in_(list(job_ids)), CrawlJobRow.state == "running"
        )
        with self._database.write() as session:
            session.execute(unfinished.values(state="queued", started_at=None, runner=""))

    def forget_done(self, now: datetime, age: timedelta) -> None:
        """Sum up and delete the records of checks that ended long ago; keep versions and health."""
        with self._database.write() as session:
            old = session.scalars(
                select(CrawlJobRow).where(CrawlJobRow.finished_at < now - age)
            ).all()
            sum_up(session, ((row.source_id, row.finished_at, row.outcome) for row in old))
            forget_days(session, now)
            for row in old:
                session.delete(row)


def end_checks(session: Session, results: Sequence[CheckResult], now: datetime) -> None:
    """End each source's open check with its result, within a transaction."""
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


def _open_ids(session: Session) -> dict[str, int]:
    query = select(CrawlJobRow.source_id, CrawlJobRow.id).where(CrawlJobRow.state.in_(_OPEN))
    return dict(session.execute(query).all())


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
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=result,
    )
