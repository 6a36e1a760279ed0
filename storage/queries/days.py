"""A source's checks by day: of the last weeks from the checks themselves, older ones from daily sums."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.model import Outcome
from storage.database import Database
from storage.tables.jobs import CrawlJobRow
from storage.tables.sources import SourceDayRow

# Enough for a strip of one year.
_KEPT = timedelta(days=400)
_COUNTED = frozenset(outcome.value for outcome in Outcome) - {Outcome.SKIPPED.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How many checks of one UTC day succeeded, and how many failed."""

    day: date
    good: int
    bad: int


class SourceDays:
    """Queries for days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_id: str, since: date) -> list[Day]:
        """Return the days since then with checks of the source, the oldest first."""
        begin = datetime(since.year, since.month, since.day, tzinfo=UTC)
        checks = select(CrawlJobRow.finished_at, CrawlJobRow.outcome).where(
            CrawlJobRow.source_id == source_id,
            CrawlJobRow.state == "done",
            CrawlJobRow.finished_at >= begin,
        )
        older = select(SourceDayRow).where(
            SourceDayRow.source_id == source_id, SourceDayRow.day >= since
        )
        with self._database.read() as session:
            counted = _counted((source_id, *row) for row in session.execute(checks))
            for row in session.scalars(older):
                counted[source_id, row.day, True] += row.good
                counted[source_id, row.day, False] += row.bad
        days = sorted({day for _, day, _ in counted})
        return [
            Day(day=d, good=counted[source_id, d, True], bad=counted[source_id, d, False])
            for d in days
        ]


def sum_up(session: Session, checks: Iterable[tuple[str, datetime | None, str]]) -> None:
    """Add these checks (source, end, outcome) to their days, before they are deleted."""
    counted = _counted(checks)
    for source_id, day in {(source_id, day) for source_id, day, _ in counted}:
        row = session.get(SourceDayRow, (source_id, day))
        if row is None:
            row = SourceDayRow(source_id=source_id, day=day, good=0, bad=0)
            session.add(row)
        row.good += counted[source_id, day, True]
        row.bad += counted[source_id, day, False]


def forget_days(session: Session, now: datetime) -> None:
    """Delete the days that no strip shows."""
    session.execute(delete(SourceDayRow).where(SourceDayRow.day < (now - _KEPT).date()))


def _counted(
    checks: Iterable[tuple[str, datetime | None, str]],
) -> Counter[tuple[str, date, bool]]:
    """Count checks by source, day and success; leave out skipped ones."""
    return Counter(
        (source_id, ended.date(), Outcome(outcome).is_good)
        for source_id, ended, outcome in checks
        if ended and outcome in _COUNTED
    )
