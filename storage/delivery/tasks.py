"""What subscribers do about changes: done, taken, to be reminded of."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, exists, or_, select
from sqlalchemy.orm import Session, defer

from monitor.audience import ChannelName, MessageKind
from monitor.model import Change
from monitor.tasks import LEAST, OPEN_FOR, ChangeTask, by_urgency, is_open
from storage.archive.rows import change_of
from storage.database import Database
from storage.delivery.routing import next_position
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import FeedbackRow
from storage.tables.tasks import TaskRow
from storage.tables.watchlist import WatchMatchRow

_OPEN, _DONE = "open", "done"
_NAME_CHARS = 64
# An older change that states a date ahead is still open.
_STATED_WITHIN = timedelta(days=400)
_MOST_OPEN = 500
_AT_ONCE = 500


class Tasks:
    """The tasks of all subscribers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, subscriber_id: int, change_id: int) -> ChangeTask:
        """Return the task of a change; an open one where nothing is stored."""
        with self._database.read() as session:
            row = session.get(TaskRow, (subscriber_id, change_id))
            return _task(row) if row else ChangeTask(change_id=change_id)

    def of(self, subscriber_id: int, change_ids: Collection[int]) -> dict[int, ChangeTask]:
        """Return the tasks of those changes for which something is stored."""
        query = select(TaskRow).where(
            TaskRow.subscriber_id == subscriber_id, TaskRow.change_id.in_(change_ids)
        )
        with self._database.read() as session:
            return {row.change_id: _task(row) for row in session.scalars(query)}

    def finish(self, subscriber_id: int, change_id: int, name: str, now: datetime) -> ChangeTask:
        """Mark a change as done by somebody of that name; its reminder is cancelled."""
        with self._database.write() as session:
            row = _row(session, subscriber_id, change_id)
            if row.state != _DONE:
                row.state, row.done_at, row.done_by = _DONE, now, name[:_NAME_CHARS]
                row.remind_at = row.reminded_at = None
            return _task(row)

    def reopen(self, subscriber_id: int, change_id: int) -> ChangeTask:
        """Mark a change as open again."""
        with self._database.write() as session:
            row = _row(session, subscriber_id, change_id)
            row.state, row.done_at, row.done_by = _OPEN, None, ""
            return _task(row)

    def take(self, subscriber_id: int, change_id: int, name: str) -> ChangeTask:
        """Note who takes a change, unless somebody has it; return the task as it is now."""
        with self._database.write() as session:
            row = _row(session, subscriber_id, change_id)
            row.taken_by = row.taken_by or name[:_NAME_CHARS]
            return _task(row)

    def release(self, subscriber_id: int, change_id: int) -> ChangeTask:
        """Note that nobody has taken a change."""
        with self._database.write() as session:
            row = _row(session, subscriber_id, change_id)
            row.taken_by = ""
            return _task(row)

    def remind(self, subscriber_id: int, change_id: int, at: datetime | None) -> ChangeTask:
        """Set when to remind of a change, which is open then; None: no more."""
        with self._database.write() as session:
            row = _row(session, subscriber_id, change_id)
            row.remind_at, row.reminded_at = at, None
            if at is not None:
                row.state, row.done_at, row.done_by = _OPEN, None, ""
            return _task(row)

    def open(self, subscriber_id: int, now: datetime) -> list[tuple[Change, ChangeTask]]:
        """Return the alerts that were sent and are not done, own names first; without edits.

        An alert that the subscriber called not useful is not open.
        """
        query = select(ChangeRow, TaskRow, _names(subscriber_id)).outerjoin(
            TaskRow,
            and_(TaskRow.change_id == ChangeRow.id, TaskRow.subscriber_id == subscriber_id),
        )
        query = query.where(*_may_be_open(subscriber_id, now)).options(defer(ChangeRow.edits))
        query = query.order_by(ChangeRow.id.desc()).limit(_MOST_OPEN)
        with self._database.read() as session:
            found = {
                row.id: (change_of(row, with_edits=False), task, is_named)
                for row, task, is_named in session.execute(query)
            }
            tasks = {number: _task(row) for number, (_, row, _) in found.items() if row}
        named = {number for number, (_, _, is_named) in found.items() if is_named}
        changes = [change for change, _, _ in found.values()]
        still = [one for one in changes if is_open(one, now, is_named=one.id in named)]
        ordered = by_urgency(still, now.date(), named)
        return [(one, tasks.get(one.id, ChangeTask(change_id=one.id))) for one in ordered]

    def done(self, subscriber_id: int, since: datetime, until: datetime) -> list[ChangeTask]:
        """Return what was done in that time, and is not open again."""
        query = select(TaskRow).where(
            TaskRow.subscriber_id == subscriber_id,
            TaskRow.state == _DONE,
            TaskRow.done_at > since,
            TaskRow.done_at <= until,
        )
        with self._database.read() as session:
            return [_task(row) for row in session.scalars(query.order_by(TaskRow.change_id))]

    def enqueue_reminders(self, now: datetime) -> int:
        """Enqueue the reminders that are due, and note it, in one transaction; return how many."""
        due = (
            select(TaskRow)
            .where(TaskRow.remind_at <= now, TaskRow.reminded_at.is_(None), TaskRow.state == _OPEN)
            .order_by(TaskRow.remind_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        with self._database.write() as session:
            rows = list(session.scalars(due))
            session.add_all(_reminders(session, rows, now))
            for row in rows:
                row.reminded_at = now
            return len(rows)

    def receipt(self, subscriber_id: int, change_id: int) -> str:
        """Return the id of the chat message that brought the alert of a change, or ''."""
        query = (
            select(DeliveryRow.receipt)
            .join(OutboxRow)
            .where(
                OutboxRow.subscriber_id == subscriber_id,
                OutboxRow.change_id == change_id,
                OutboxRow.channel == ChannelName.TELEGRAM,
                DeliveryRow.outcome == "sent",
            )
            .limit(1)
        )
        with self._database.read() as session:
            return (session.scalar(query) or "").partition(",")[0]


def _may_be_open(subscriber_id: int, now: datetime) -> Collection[ColumnElement[bool]]:
    alerted = exists().where(
        OutboxRow.change_id == ChangeRow.id,
        OutboxRow.subscriber_id == subscriber_id,
        OutboxRow.kind == MessageKind.ALERT,
        OutboxRow.status == "sent",
    )
    refused = exists().where(
        FeedbackRow.change_id == ChangeRow.id,
        FeedbackRow.subscriber_id == subscriber_id,
        FeedbackRow.useful.is_(False),
    )
    recent = or_(ChangeRow.detected_at > now - OPEN_FOR, _states_a_date(now.date()))
    return (
        or_(ChangeRow.severity >= int(LEAST), _names(subscriber_id)),
        ChangeRow.detected_at > now - _STATED_WITHIN,
        recent,
        alerted,
        ~refused,
        or_(TaskRow.state.is_(None), TaskRow.state != _DONE),
    )


def _names(subscriber_id: int) -> ColumnElement[bool]:
    """Whether a change states one of the subscriber's own names."""
    return exists().where(
        WatchMatchRow.change_id == ChangeRow.id, WatchMatchRow.subscriber_id == subscriber_id
    )


def _states_a_date(day: date) -> ColumnElement[bool]:
    return or_(ChangeRow.effective_date >= day, cast(ChangeRow.dates, Text) != "[]")


def _reminders(session: Session, rows: Iterable[TaskRow], now: datetime) -> list[OutboxRow]:
    position = next_position(session)
    return [
        OutboxRow(
            subscriber_id=row.subscriber_id,
            kind=MessageKind.REMINDER,
            channel=ChannelName.TELEGRAM,
            reminds_of=row.change_id,
            position=position,
            created_at=now,
            due_at=now,
        )
        for row in rows
    ]


def _row(session: Session, subscriber_id: int, change_id: int) -> TaskRow:
    """Return the row of a task, locked, or a new one."""
    row = session.get(TaskRow, (subscriber_id, change_id), with_for_update=True)
    if row is None:
        row = TaskRow(
            subscriber_id=subscriber_id, change_id=change_id, state=_OPEN, done_by="", taken_by=""
        )
        session.add(row)
    return row


def _task(row: TaskRow) -> ChangeTask:
    return ChangeTask(
        change_id=row.change_id,
        is_done=row.state == _DONE,
        done_by=row.done_by,
        taken_by=row.taken_by,
        remind_at=row.remind_at,
    )
