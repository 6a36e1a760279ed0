"""Messages that can never be sent, and what operators do with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select, update
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind
from storage.database import Database
from storage.tables.delivery import DeliveryRow, OutboxRow

_PARKED, _DROPPED = "dead", "dropped"
# How the attempt of an operator who drops a message is told from a channel's.
_BY_OPERATOR = "dropped by an operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedMessage:
    """A message that can never be sent, and why. `about`: its change, or that of its reminder.

    `can_retry`: not so for a digest, whose items went into the next one.
    """

    id: int
    subscriber_id: int
    kind: MessageKind
    channel: ChannelName
    about: int | None
    at: datetime
    error: str

    @property
    def can_retry(self) -> bool:
        """Whether it can be sent again."""
        return self.kind is not MessageKind.DIGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why messages of a channel are parked, and how many."""

    channel: ChannelName
    error: str
    count: int


class ParkedMessages:
    """The parked messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """Count them."""
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.status == _PARKED)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def causes(self) -> list[Cause]:
        """Count them by channel and error, the most frequent first."""
        count = func.count()
        query = _parked(select(OutboxRow.channel, DeliveryRow.error, count))
        query = query.group_by(OutboxRow.channel, DeliveryRow.error).order_by(count.desc())
        with self._database.read() as session:
            return [
                Cause(channel=ChannelName(channel), error=error, count=number)
                for channel, error, number in session.execute(query)
            ]

    def latest(self, limit: int, before: int | None = None) -> list[ParkedMessage]:
        """Return the newest, the newest first; `before`: only those with a smaller id."""
        query = _parked(select(OutboxRow, DeliveryRow)).order_by(OutboxRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(OutboxRow.id < before)
        with self._database.read() as session:
            return [_message(row, tried) for row, tried in session.execute(query)]

    def ids_of(self, channel: str, error: str, limit: int) -> list[int]:
        """Return the ids of those that are parked for one cause."""
        query = _parked(select(OutboxRow.id)).where(
            OutboxRow.channel == channel, DeliveryRow.error == error
        )
        with self._database.read() as session:
            return list(session.scalars(query.order_by(OutboxRow.id).limit(limit)))

    def retry(self, ids: Iterable[int], now: datetime) -> list[int]:
        """Make parked messages due now, as if they were never tried; return which."""
        waiting = update(OutboxRow).where(
            OutboxRow.id.in_(list(ids)),
            OutboxRow.status == _PARKED,
            OutboxRow.kind != MessageKind.DIGEST,
        )
        due = waiting.values(status="pending", due_at=now, attempts=0, leased_until=None)
        with self._database.write() as session:
            return sorted(session.scalars(due.returning(OutboxRow.id)))

    def drop(self, ids: Iterable[int], now: datetime) -> list[int]:
        """Drop parked messages: they are never sent; return which."""
        with self._database.write() as session:
            dropped = _move(session, list(ids), _PARKED, _DROPPED)
            session.add_all(
                DeliveryRow(
                    outbox_id=number, attempted_at=now, outcome=_DROPPED, error=_BY_OPERATOR
                )
                for number in dropped
            )
            return dropped

    def restore(self, ids: Iterable[int]) -> list[int]:
        """Park messages again that an operator dropped; return which."""
        own = select(DeliveryRow).where(
            DeliveryRow.outbox_id.in_(list(ids)), DeliveryRow.error == _BY_OPERATOR
        )
        with self._database.write() as session:
            rows = session.scalars(own).all()
            restored = _move(session, [row.outbox_id for row in rows], _DROPPED, _PARKED)
            for row in rows:
                session.delete(row)
            return restored


def _move(session: Session, ids: Sequence[int], status: str, new: str) -> list[int]:
    """Change the status of those messages that have `status`; of two who do, one does."""
    found = update(OutboxRow).where(OutboxRow.id.in_(ids), OutboxRow.status == status)
    return sorted(session.scalars(found.values(status=new).returning(OutboxRow.id)))


def _parked(query: Select) -> Select:  # type: ignore[type-arg]
    """Restrict a query to parked messages, each joined with its last attempt."""
    return query.join(DeliveryRow, DeliveryRow.id == _last_attempt()).where(
        OutboxRow.status == _PARKED
    )


def _last_attempt() -> ScalarSelect[int]:
    return (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.outbox_id == OutboxRow.id)
        .correlate(OutboxRow)
        .scalar_subquery()
    )


def _message(row: OutboxRow, tried: DeliveryRow) -> ParkedMessage:
    return ParkedMessage(
        id=row.id,
        subscriber_id=row.subscriber_id,
        kind=MessageKind(row.kind),
        channel=ChannelName(row.channel),
        about=row.change_id or row.reminds_of,
        at=tried.attempted_at,
        error=tried.error,
    )
