"""Pending messages: claimed with a lease, sent, marked. Delivery is at least once."""

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
from storage.delivery.digests import release_items
from storage.delivery.relays import is_not_paused
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

# A sender that died blocks its messages no longer than this.
LEASE = timedelta(seconds=60)
# A mail server may be down for days (RFC 5321, section 4.5.4.1: give up after four to five).
_GIVE_UP_AFTER = timedelta(days=5)
# A clock that jumps ahead does not expire a message that was not tried.
_LEAST_ATTEMPTS = 12
# A message that is refused for an unknown reason is given up after about an hour.
_DOUBTFUL_ATTEMPTS = 8
# Nothing is deferred beyond a night of quiet hours: a later due time comes from a wrong clock.
_LONGEST_DUE = timedelta(hours=26)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = LONGEST_PAUSE
# Rows claimed at a time: a flood to many subscribers is claimed a few subscribers at a time.
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
    """The queue of messages."""

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
        """Lease the due messages of the next `limit` subscribers on those channels, in queue order.

        A subscriber's due messages are claimed together, so that they can be sent as one batch.
        `settled_before`: younger alerts wait. `busy`: subscribers to skip, who are being served.
        """
        free = _free(channels, now, settled_before)
        first = (
            select(OutboxRow.subscriber_id)
            .where(free, OutboxRow.subscriber_id.not_in(list(busy)))
            .order_by(OutboxRow.position, OutboxRow.id)
            .limit(limit)
        )
        with self._database.write() as session:
            subscriber_ids = _fitting(session, free, session.scalars(first).all())
            if not subscriber_ids:
                return []
            rows = session.execute(_claimable(free, subscriber_ids).limit(_MOST_ROWS)).all()
            for row, _ in rows:
                row.leased_until = now + LEASE
            return [_pending_message(row, subscriber) for row, subscriber in rows]

    def claim_alerts(
        self, source_id: str, subscriber_id: int, now: datetime
    ) -> list[PendingMessage]:
        """Lease the chat's pending alerts of a source."""
        of_source = select(ChangeRow.id).filter_by(source_id=source_id)
        query = _claimable(_unleased(now), {subscriber_id}).where(
            OutboxRow.change_id.in_(of_source), OutboxRow.channel == ChannelName.TELEGRAM
        )
        with self._database.write() as session:
            rows = session.execute(query.limit(_MOST_ROWS)).all()
            for row, _ in rows:
                row.leased_until = now + LEASE
            return [_pending_message(row, subscriber) for row, subscriber in rows]

    def sent_with(self, outbox_id: int, subscriber_id: int) -> list[int]:
        """Return the changes that the subscriber was sent in the same message as that row's, by id."""
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
        """Renew the leases while a slow channel works; released messages stay free."""
        ids = [one.id for one in pending]
        leased = update(OutboxRow).where(OutboxRow.id.in_(ids), OutboxRow.leased_until.is_not(None))
        with self._database.write() as session:
            session.execute(leased.values(leased_until=now + LEASE))

    def sent(self, pending: Sequence[PendingMessage], receipt: str, now: datetime) -> None:
        """Mark these as sent: the channel accepted the message that contains them all."""
        self._close(pending, "sent", now, receipt=receipt)

    def dead(self, pending: Sequence[PendingMessage], error: str, now: datetime) -> None:
        """Park messages that can never be sent; they stay visible, as only the recipient can help.

        A digest's items go to the next digest.
        """
        self._close(pending, "dead", now, error=error)

    def drop(self, pending: Sequence[PendingMessage], why: str, now: datetime) -> None:
        """Drop messages with nothing left to send; this is no failure."""
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
        """Retry after a growing delay, or `wait`; give up after five days.

        The first `wait` is used exactly; a later one is raised to the growing delay, so that no
        response causes a tight loop. `doubtful`: give up after some attempts.
        """
        with self._database.write() as session:
            for row in _rows(session, pending):
                row.due_at = now + _wait(row.attempts, wait)
                row.attempts += 1
                row.leased_until = None
                if _is_given_up(row, now, doubtful=doubtful):
                    row.status = "dead"
                    release_items(session, [row.digest_id])
                session.add(_delivery(row, now, "failed", error=error))

    def defer(self, pending: Iterable[PendingMessage], until: datetime) -> None:
        """Release claimed messages and make them due at `until`; count no attempt."""
        self._change(pending, leased_until=None, due_at=until)

    def defer_chat(self, chat_id: int, channel: ChannelName, until: datetime) -> None:
        """Defer the chat's messages until the pause that the channel requested is over."""
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
        """Release claimed messages unsent."""
        self._change(pending, leased_until=None)

    def waiting(self, now: datetime) -> dict[ChannelName, int]:
        """Count the due messages of each channel."""
        query = (
            select(OutboxRow.channel, func.count())
            .where(OutboxRow.status == _PENDING, OutboxRow.due_at <= now, is_not_paused())
            .group_by(OutboxRow.channel)
        )
        with self._database.read() as session:
            return {ChannelName(name): n for name, n in session.execute(query)}

    def due_channels(self, channels: Iterable[ChannelName], now: datetime) -> list[ChannelName]:
        """Return those channels that have due messages, leased or not."""
        due = select(OutboxRow.id).where(
            OutboxRow.status == _PENDING, OutboxRow.due_at <= now, is_not_paused()
        )
        with self._database.read() as session:
            return [
                name
                for name in channels
                if session.scalar(due.where(OutboxRow.channel == name).limit(1)) is not None
            ]

    def oldest(self, now: datetime) -> datetime | None:
        """Return since when the longest waiting message is due."""
        query = select(func.min(OutboxRow.due_at)).where(
            OutboxRow.status == _PENDING, OutboxRow.due_at <= now, is_not_paused()
        )
        with self._database.read() as session:
            return session.scalar(query)

    def counts(self) -> dict[str, int]:
        """Count the messages by status: pending, sent, dropped, dead."""
        query = select(OutboxRow.status, func.count()).group_by(OutboxRow.status)
        with self._database.read() as session:
            return dict(session.execute(query).all())

    def attempts(self, since: datetime) -> dict[str, int]:
        """Count the attempts since then by outcome."""
        query = (
            select(DeliveryRow.outcome, func.count())
            .where(DeliveryRow.attempted_at > since)
            .group_by(DeliveryRow.outcome)
        )
        with self._database.read() as session:
            return dict(session.execute(query).all())

    def parked(self, limit: int) -> list[Parked]:
        """Return the newest messages that can never be sent, and why."""
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
        self, pending: Sequence[PendingMessage], status: str, now: datetime, **details: str
    ) -> None:
        """Close the messages; for a subscriber who was erased meanwhile, write nothing."""
        with self._database.write() as session:
            rows = _rows(session, pending)
            if status == "dead":
                release_items(session, (row.digest_id for row in rows))
            for row in rows:
                row.status, row.leased_until = status, None
                row.attempts += 1
                session.add(_delivery(row, now, status, **details))


def _unleased(now: datetime) -> ColumnElement[bool]:
    """Match pending rows without a lease; one that ends too late comes from a wrong clock."""
    return and_(
        OutboxRow.status == _PENDING,
        or_(
            OutboxRow.leased_until.is_(None),
            OutboxRow.leased_until < now,
            OutboxRow.leased_until > now + 2 * LEASE,
        ),
    )


def _wait(attempts: int, requested: timedelta | None) -> timedelta:
    """Return the delay after so many attempts before this one."""
    if requested is None:
        return _backoff(attempts)
    floor = _backoff(attempts - 1) if attempts else timedelta(0)
    return min(max(requested, floor), _LONGEST_WAIT)


def _backoff(attempts: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << min(attempts, 10)), _LONGEST_WAIT)


def _is_given_up(row: OutboxRow, now: datetime, *, doubtful: bool) -> bool:
    if doubtful and row.attempts >= _DOUBTFUL_ATTEMPTS:
        return True
    return row.attempts >= _LEAST_ATTEMPTS and now - row.created_at > _GIVE_UP_AFTER


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(OutboxRow.due_at <= now, OutboxRow.due_at > now + _LONGEST_DUE)


def _free(
    channels: Iterable[ChannelName], now: datetime, settled_before: datetime | None
) -> ColumnElement[bool]:
    free = and_(_unleased(now), OutboxRow.channel.in_(list(channels)), _due(now), is_not_paused())
    if settled_before is None:
        return free
    return and_(
        free, or_(OutboxRow.kind != MessageKind.ALERT, OutboxRow.created_at <= settled_before)
    )


def _claimable(
    free: ColumnElement[bool], subscriber_ids: Collection[int]
) -> Select[OutboxRow, SubscriberRow]:
    return (
        select(OutboxRow, SubscriberRow)
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(free, OutboxRow.subscriber_id.in_(subscriber_ids))
        .order_by(OutboxRow.position, OutboxRow.id)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


def _fitting(
    session: Session, free: ColumnElement[bool], subscriber_ids: Sequence[int]
) -> set[int]:
    """Return the first of these subscribers whose messages fit one claim; at least one."""
    query = select(OutboxRow.subscriber_id, func.count()).where(
        free, OutboxRow.subscriber_id.in_(subscriber_ids)
    )
    count = dict(session.execute(query.group_by(OutboxRow.subscriber_id)).all())
    totals = accumulate(count.get(number, 0) for number in dict.fromkeys(subscriber_ids))
    summed = zip(dict.fromkeys(subscriber_ids), totals, strict=True)
    return {number for number, total in summed if total <= _MOST_ROWS} or set(subscriber_ids[:1])


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
        named=row.named,
        reminds_of=row.reminds_of,
        attempts=row.attempts,
    )
