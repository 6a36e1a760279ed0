"""The numbers of changes, lawsuits and events with their times, for a list of all addresses."""

from datetime import datetime

from sqlalchemy import func, select

from monitor.model import Severity
from storage.database import Database
from storage.tables.cases import CaseRow
from storage.tables.changes import ChangeRow, EventRow


def last_number(database: Database) -> int:
    """Return the highest number of a change; 0 for none."""
    with database.read() as session:
        return session.scalar(select(func.max(ChangeRow.id))) or 0


def changes_between(database: Database, first: int, last: int) -> list[tuple[int, datetime]]:
    """Return the changes that lists show, by their numbers from first to last."""
    query = (
        select(ChangeRow.id, ChangeRow.detected_at)
        .where(ChangeRow.id.between(first, last), ChangeRow.severity >= int(Severity.MINOR))
        .order_by(ChangeRow.id)
    )
    with database.read() as session:
        return [(number, at) for number, at in session.execute(query)]


def newest_cases(database: Database, most: int) -> list[tuple[int, datetime]]:
    """Return the newest lawsuits, each with when it last moved on."""
    query = select(CaseRow.id, CaseRow.updated_at).order_by(CaseRow.id.desc()).limit(most)
    with database.read() as session:
        return [(number, at) for number, at in session.execute(query)]


def newest_events(database: Database, most: int) -> list[tuple[int, datetime]]:
    """Return the newest events, each with when it opened."""
    query = select(EventRow.id, EventRow.opened_at).order_by(EventRow.id.desc()).limit(most)
    with database.read() as session:
        return [(number, at) for number, at in session.execute(query)]
