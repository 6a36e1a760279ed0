"""The record of what operators did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.database import Database
from storage.tables.operators import OperatorActRow

# No longer than their columns.
_SUBJECT_CHARS = 400
_BY_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAct:
    """One act. `by`: see `monitor.operators`. `subject`: a source's id, else `message:12`."""

    id: int
    at: datetime
    by: str
    act: str
    subject: str
    detail: str


class OperatorActs:
    """The acts of all operators: in the chat, on the pages, at the shell, through the API."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, *, by: str, act: str, subject: str, detail: str = "", at: datetime) -> int:
        """Record an act that was done; return its id."""
        row = OperatorActRow(
            at=at, done_by=by[:_BY_CHARS], act=act, subject=subject[:_SUBJECT_CHARS], detail=detail
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            return row.id

    def latest(self, limit: int, before: int | None = None) -> list[OperatorAct]:
        """Return the newest acts, the newest first; `before`: only those with a smaller id."""
        query = select(OperatorActRow).order_by(OperatorActRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(OperatorActRow.id < before)
        with self._database.read() as session:
            return [_act(row) for row in session.scalars(query)]

    def get(self, act_id: int) -> OperatorAct | None:
        """Return an act by its id."""
        with self._database.read() as session:
            row = session.get(OperatorActRow, act_id)
            return _act(row) if row else None

    def newest_of(self, subject: str, acts: Iterable[str]) -> OperatorAct | None:
        """Return the newest of those acts on a subject."""
        query = select(OperatorActRow).where(
            OperatorActRow.subject == subject, OperatorActRow.act.in_(list(acts))
        )
        with self._database.read() as session:
            row = session.scalar(query.order_by(OperatorActRow.id.desc()).limit(1))
            return _act(row) if row else None


def _act(row: OperatorActRow) -> OperatorAct:
    return OperatorAct(
        id=row.id,
        at=row.at,
        by=row.done_by,
        act=row.act,
        subject=row.subject,
        detail=row.detail,
    )
