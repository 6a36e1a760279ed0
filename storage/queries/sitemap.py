"""The numbers of changes with their times, for a list of all addresses."""

from datetime import datetime

from sqlalchemy import func, select

from monitor.model import Severity
from storage.database import Database
from storage.tables.changes import ChangeRow


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
