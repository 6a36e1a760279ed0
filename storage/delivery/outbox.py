"""What is owed to subscribers: claimed with a lease, sent, marked. At least once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind, PendingMessage
from monitor.errors import LONGEST_PAUSE
from storage.database import Database
from storage.delivery.digests import give_back
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

# A sender that died holds its messages no longer than this.
LEASE = timedelta(seconds=60)
# A mail server may be down for days (RFC 5321, section 4.5.4.1: give up after four to five).
_GIVES_UP = timedelta(days=5)
# A clock that jumps ahead makes nothing old that was not tried.
_LEAST_ATTEMPTS = 12
# What is refused for an unknown reason is given up after about an hour.
_DOUBTFUL_ATTEMPTS = 8
# Nothing waits longer than a night of quiet hours: what seems to was written by a wrong clock.
_LONGEST_DUE = timedelta(hours=26)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = LONGEST_PAUSE
# So many rows are claimed at a time: a flood to many readers is held a few readers at a time.
_MOST_ROWS = 10_000
_PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A message that can never be sent, and why."""

    outbox_id: int
    subscriber_id: int
    channel: ChannelName
    at: datetime
    error: str


class Outbox:
    """The messages that are owed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self,
        channels: Iterable[ChannelName],
        now: datetime,
        limit: int,
        *,
        settled_before: datetime | None = None,
        busy: Collection[int] = (),
    ) -> list[PendingMessage]:
        """What is due to the next `limit` subscribers on those channels, leased, in fair turn.

        A subscriber's due messages are claimed together, so that they can be told as one.
        `settled_before`: alerts that are younger wait. `busy`: subscribers who are being served.
        """
        free = _free(channels, now, settled_before)
        first = (
            select(OutboxRow.subscriber_id)
            .where(free, OutboxRow.subscriber_id.not_in(list(busy)))
            .order_by(OutboxRow.position, OutboxRow.id)
            .limit(limit)
        )
        with self._database.write() as session:
            readers = _as_many(session, free, session.scalars(first).all())
            if not readers:
                return []
            rows = session.execute(_claimable(free, readers).limit(_MOST_ROWS)).all()
            for row, _ in rows:
                row.leased_until = now + LEASE
            return [_pending_message(row, subscriber) for row, subscriber in rows]

    def claim_alerts(
        self, source_id: str, subscriber_id: int, now: datetime
    ) -> list[PendingMessage]:
        """The chat's alerts of a source that are still to be sent, leased."""
        of_source = select(ChangeRow.id).filter_by(source_id=source_id)
        query = _claimable(_unleased(now), {subscriber_id}).where(
            OutboxRow.change_id.in_(of_source), OutboxRow.channel == ChannelName.TELEGRAM
        )
        with self._database.write() as session:
            rows = session.execute(query.limit(_MOST_ROWS)).all()
            for row, _ in rows:
                row.leased_until = now + LEASE
            return [_pending_message(row, subscriber) for row, subscriber in rows]

    def told_with(self, outbox_id: int, subscriber_id: int) -> list[int]:
        """The changes that a subscriber was told by the same message as that row's, in their order."""
        own = OutboxRow.subscriber_id == subscriber_id, DeliveryRow.outcome == "sent"
        joined = select(OutboxRow.channel, DeliveryRow.receipt).join(DeliveryRow)
        query = select(OutboxRow.change_id).join(DeliveryRow).order_by(OutboxRow.change_id)
        with self._database.read() as session:
            found = session.execute(joined.where(OutboxRow.id == outbox_id, *own)).first()
            if found is None:
                return []
            same = OutboxRow.channel == found.channel, DeliveryRow.receipt == found.receipt
            numbers = session.scalars(query.where(OutboxRow.kind == MessageKind.ALERT, *same, *own))
            return [number for number in numbers if number is not None]

    def renew(self, pending: Iterable[PendingMessage], now: datetime) -> None:
        """Hold the leases on while a slow channel works; what was given back stays free."""
        ids = [one.id for one in pending]
        held = update(OutboxRow).where(OutboxRow.id.in_(ids), OutboxRow.leased_until.is_not(None))
        with self._database.write() as session:
            session.execute(held.values(leased_until=now + LEASE))

    def sent(self, pending: Sequence[PendingMessage], receipt: str, now: datetime) -> None:
        """The channel took the message that tells all of these."""
        self._close(pending, "sent", now, receipt=receipt)

    def dead(self, pending: Sequence[PendingMessage], error: str, now: datetime) -> None:
        """The message can never be sent; it stays, visible: the recipient's matter alone.

        A digest's news goes to the next one.
        """
        self._close(pending, "dead", now, error=error)

    def drop(self, pending: Sequence[PendingMessage], why: str, now: datetime) -> None:
        """There is nothing to tell any more, and nothing failed."""
        self._close(pending, "dropped", now, error=why)

    def later(
        self,
        pending: Sequence[PendingMessage],
        error: str,
        now: datetime,
        wait: timedelta | None = None,
        *,
        doubtful: bool = False,
    ) -> None:
        """Try again after a growing time, or `wait`; give up after five days.

        A wish is obeyed exactly at first; from then on the wait grows whatever is wished, so that
        no answer makes us spin. `doubtful`: give up after some attempts.
        """
        with self._database.write() as session:
            for row in _rows(session, pending):
                row.due_at = now + _wait(row.attempts, wait)
                row.attempts += 1
                row.leased_until = None
                if _is_over(row, now, doubtful=doubtful):
                    row.status = "dead"
                    give_back(session, [row.digest_id])
                session.add(_delivery(row, now, "failed", error=error))

    def defer(self, pending: Iterable[PendingMessage], until: datetime) -> None:
        """Give claimed messages back; they are due then. No attempt is counted."""
        self._change(pending, leased_until=None, due_at=until)

    def defer_chat(self, chat_id: int, channel: ChannelName, until: datetime) -> None:
        """The channel asked for a pause: nothing of that chat is due before it is over."""
        chat = select(SubscriberRow.id).filter_by(chat_id=chat_id)
        waiting = update(OutboxRow).where(
            OutboxRow.subscriber_id.in_(chat),
            OutboxRow.channel == channel,
            OutboxRow.status == _PENDING,
            OutboxRow.due_at < until,
        )
        with self._database.write() as session:
            session.execute(waiting.values(due_at=until))

    def release(self, pending: Iterable[PendingMessage]) -> None:
        """Give claimed messages back unsent."""
        self._change(pending, leased_until=None)

    def waiting(self, now: datetime) -> dict[ChannelName, int]:
        """How many messages are due on each channel."""
        query = (
            select(OutboxRow.channel, func.count())
            .where(OutboxRow.status == _PENDING, OutboxRow.due_at <= now)
            .group_by(OutboxRow.channel)
        )
        with self._database.read() as session:
            return {ChannelName(name): n for name, n in session.execute(query)}

    def due_channels(self, channels: Iterable[ChannelName], now: datetime) -> list[ChannelName]:
        """Those channels that have something to send, leased or not."""
        due = select(OutboxRow.id).where(OutboxRow.status == _PENDING, OutboxRow.due_at <= now)
        with self._database.read() as session:
            return [
                name
                for name in channels
                if session.scalar(due.where(OutboxRow.channel == name).limit(1)) is not None
            ]

    def oldest(self, now: datetime) -> datetime | None:
        """Since when the longest waiting message is due."""
        query = select(func.min(OutboxRow.due_at)).where(
            OutboxRow.status == _PENDING, OutboxRow.due_at <= now
        )
        with self._database.read() as session:
            return session.scalar(query)

    def counts(self) -> dict[str, int]:
        """How many messages are pending, sent and dead."""
        query = select(OutboxRow.status, func.count()).group_by(OutboxRow.status)
        with self._database.read() as session:
            return dict(session.execute(query).all())

    def attempts(self, since: datetime) -> dict[str, int]:
        """How many attempts came to what since then."""
        query = (
            select(DeliveryRow.outcome, func.count())
            .where(DeliveryRow.attempted_at > since)
            .group_by(DeliveryRow.outcome)
        )
        with self._database.read() as session:
            return dict(session.execute(query).all())

    def parked(self, limit: int) -> list[Parked]:
        """The newest messages that can never be sent, and why."""
        query = (
            select(OutboxRow, DeliveryRow)
            .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
            .where(OutboxRow.status == "dead", DeliveryRow.error != "")
            .order_by(DeliveryRow.id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [
                Parked(
                    outbox_id=row.id,
                    subscriber_id=row.subscriber_id,
                    channel=ChannelName(row.channel),
                    at=tried.attempted_at,
                    error=tried.error,
                )
                for row, tried in session.execute(query)
            ]

    def _change(self, pending: Iterable[PendingMessage], **values: Any) -> None:
        ids = [one.id for one in pending]
        with self._database.write() as session:
            session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(**values))

    def _close(
        self, pending: Sequence[PendingMessage], status: str, now: datetime, **told: str
    ) -> None:
        """A reader who was erased meanwhile has no rows any more; nothing is written then."""
        with self._database.write() as session:
            rows = _rows(session, pending)
            if status == "dead":
                give_back(session, (row.digest_id for row in rows))
            for row in rows:
                row.status, row.leased_until = status, None
                row.attempts += 1
                session.add(_delivery(row, now, status, **told))


def _unleased(now: datetime) -> ColumnElement[bool]:
    """A lease that ends later than any lease does was taken while the clock was ahead."""
    return and_(
        OutboxRow.status == _PENDING,
        or_(
            OutboxRow.leased_until.is_(None),
            OutboxRow.leased_until < now,
            OutboxRow.leased_until > now + 2 * LEASE,
        ),
    )


def _wait(attempts: int, wish: timedelta | None) -> timedelta:
    """How long to wait after so many attempts before this one."""
    if wish is None:
        return _growing(attempts)
    floor = _growing(attempts - 1) if attempts else timedelta(0)
    return min(max(wish, floor), _LONGEST_WAIT)


def _growing(attempts: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << min(attempts, 10)), _LONGEST_WAIT)


def _is_over(row: OutboxRow, now: datetime, *, doubtful: bool) -> bool:
    if doubtful and row.attempts >= _DOUBTFUL_ATTEMPTS:
        return True
    return row.attempts >= _LEAST_ATTEMPTS and now - row.created_at > _GIVES_UP


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(OutboxRow.due_at <= now, OutboxRow.due_at > now + _LONGEST_DUE)


def _free(
    channels: Iterable[ChannelName], now: datetime, settled_before: datetime | None
) -> ColumnElement[bool]:
    free = and_(_unleased(now), OutboxRow.channel.in_(list(channels)), _due(now))
    if settled_before is None:
        return free
    return and_(
        free, or_(OutboxRow.kind != MessageKind.ALERT, OutboxRow.created_at <= settled_before)
    )


def _claimable(
    free: ColumnElement[bool], readers: Collection[int]
) -> Select[OutboxRow, SubscriberRow]:
    return (
        select(OutboxRow, SubscriberRow)
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(free, OutboxRow.subscriber_id.in_(readers))
        .order_by(OutboxRow.position, OutboxRow.id)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


def _as_many(session: Session, free: ColumnElement[bool], readers: Sequence[int]) -> set[int]:
    """The first of these readers whose messages are not too many to hold; one at least."""
    query = select(OutboxRow.subscriber_id, func.count()).where(
        free, OutboxRow.subscriber_id.in_(readers)
    )
    count = dict(session.execute(query.group_by(OutboxRow.subscriber_id)).all())
    held = accumulate(count.get(reader, 0) for reader in dict.fromkeys(readers))
    whole = zip(dict.fromkeys(readers), held, strict=True)
    return {reader for reader, sum_ in whole if sum_ <= _MOST_ROWS} or set(readers[:1])


def _rows(session: Session, pending: Iterable[PendingMessage]) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.id.in_([one.id for one in pending]))
    return list(session.scalars(query))


def _delivery(
    row: OutboxRow, now: datetime, outcome: str, *, receipt: str = "", error: str = ""
) -> DeliveryRow:
    return DeliveryRow(
        outbox_id=row.id, attempted_at=now, outcome=outcome, receipt=receipt, error=error
    )


def _pending_message(row: OutboxRow, subscriber: SubscriberRow) -> PendingMessage:
    return PendingMessage(
        id=row.id,
        kind=MessageKind(row.kind),
        channel=ChannelName(row.channel),
        subscriber=subscriber_of(subscriber),
        change_id=row.change_id,
        digest_id=row.digest_id,
        announcement_id=row.announcement_id,
        attempts=row.attempts,
    )
