"""Read the workers' queue. PostgreSQL only: the tables are procrastinate's.

Changes go through procrastinate's own calls (https://procrastinate.readthedocs.io/).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, String, column, func, or_, select, table

from storage.database import Database

# A worker sends a heartbeat every 10 s.
SILENT = timedelta(seconds=30)
_JOBS = table(
    "procrastinate_jobs",
    column("id", BigInteger),
    column("task_name", String),
    column("lock", String),
    column("status", String),
)
_EVENTS = table(
    "procrastinate_events",
    column("job_id", BigInteger),
    column("at", DateTime(timezone=True)),
)
_WORKERS = table(
    "procrastinate_workers",
    column("id", BigInteger),
    column("last_heartbeat", DateTime(timezone=True)),
)
# Enumerations are compared as text.
_STATUS = _JOBS.c.status.cast(String)
_OPEN = _STATUS.in_(("todo", "doing"))
_FAILED_AT = select(func.max(_EVENTS.c.at)).where(_EVENTS.c.job_id == _JOBS.c.id).scalar_subquery()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedJob:
    """A job that was given up after its last try."""

    id: int
    task: str
    lock: str
    at: datetime


class FleetJobs:
    """The workers and their jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def is_possible(self) -> bool:
        """Whether this database can hold a queue for workers."""
        return self._database.engine.dialect.name == "postgresql"

    def workers(self, now: datetime) -> int:
        """Count the live workers, one for each queue of a process."""
        if not self.is_possible:
            return 0
        query = (
            select(func.count())
            .select_from(_WORKERS)
            .where(_WORKERS.c.last_heartbeat > now - SILENT)
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def taken_locks(self, parked_since: datetime, tireless: Iterable[str]) -> set[str]:
        """Return the locks of open jobs, and of those parked since then, except of `tireless` tasks."""
        is_parked = (
            (_STATUS == "failed")
            & _JOBS.c.task_name.not_in(list(tireless))
            & (parked_since < _FAILED_AT)
        )
        query = select(_JOBS.c.lock).where(or_(_OPEN, is_parked))
        with self._database.read() as session:
            return set(session.scalars(query))

    def running(self) -> set[int]:
        """Return the ids of the running jobs."""
        with self._database.read() as session:
            return set(session.scalars(select(_JOBS.c.id).where(_STATUS == "doing")))

    def counts(self) -> Mapping[str, int]:
        """Count the jobs that wait (`todo`), run (`doing`) and were given up (`failed`)."""
        counted = dict.fromkeys(("todo", "doing", "failed"), 0)
        if not self.is_possible:
            return counted
        query = select(_STATUS, func.count()).where(_STATUS.in_(counted)).group_by(_JOBS.c.status)
        with self._database.read() as session:
            return counted | dict(session.execute(query).all())

    def parked(self, since: datetime, limit: int) -> list[ParkedJob]:
        """Return the jobs that were given up since then, the latest first."""
        query = (
            select(_JOBS.c.id, _JOBS.c.task_name, _JOBS.c.lock, _FAILED_AT)
            .where(_STATUS == "failed", since < _FAILED_AT)
            .order_by(_JOBS.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [
                ParkedJob(id=number, task=task, lock=lock, at=at)
                for number, task, lock, at in session.execute(query)
            ]
