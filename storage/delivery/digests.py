"""Digests and the items of the next ones. At most one digest for a subscriber and local date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, Frequency, MessageKind, Subscriber
from monitor.digest import LastDigests, Period
from storage.database import Database
from storage.delivery.routing import next_position
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DigestItemRow, DigestRow, OutboxRow
from storage.tables.subscribers import SubscriberRow, SubscriptionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A digest about to be made. `channel` None: it is empty, and none is sent."""

    subscriber_id: int
    period: Period
    channel: ChannelName | None


class Digests:
    """The digests that were made, and the pending items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recipients(self) -> list[tuple[Subscriber, LastDigests]]:
        """Return the reachable subscribers with a digest, and when their last ones were made.

        Includes subscribers with pending items who get every alert at once by now, and those who
        want a weekly page.
        """
        has_digest = exists().where(
            SubscriptionRow.subscriber_id == SubscriberRow.id,
            SubscriptionRow.frequency != Frequency.INSTANT,
        )
        has_items = exists().where(
            DigestItemRow.subscriber_id == SubscriberRow.id, DigestItemRow.digest_id.is_(None)
        )
        query = select(SubscriberRow).where(
            or_(
                SubscriberRow.email.is_not(None),
                or_(has_digest, has_items, SubscriberRow.digest_frequency == Frequency.WEEKLY.value)
                & (SubscriberRow.active.is_(True) | (SubscriberRow.relay != "")),
            )
        )
        with self._database.read() as session:
            return [
                (
                    subscriber_of(row),
                    LastDigests(day=row.digest_day, at=row.digest_at, weekly=row.digest_weekly_at),
                )
                for row in session.scalars(query.order_by(SubscriberRow.id))
            ]

    def waiting(self, subscriber_id: int | None = None) -> dict[tuple[int, Frequency], list[int]]:
        """Return the changes in no digest yet, by subscriber and frequency; of one, or of all."""
        query = select(DigestItemRow).where(DigestItemRow.digest_id.is_(None))
        if subscriber_id is not None:
            query = query.where(DigestItemRow.subscriber_id == subscriber_id)
        found: dict[tuple[int, Frequency], list[int]] = {}
        with self._database.read() as session:
            for row in session.scalars(query.order_by(DigestItemRow.change_id)):
                found.setdefault((row.subscriber_id, Frequency(row.frequency)), []).append(
                    row.change_id
                )
        return found

    def make(self, planned: Iterable[Planned], now: datetime) -> list[Planned]:
        """Record and enqueue the digests in one transaction; return those that are new."""
        with self._database.write() as session:
            return [plan for plan in planned if _make(session, plan, now)]

    def period(self, digest_id: int, subscriber_id: int) -> Period | None:
        """Return the period of a digest; None when it is not that subscriber's."""
        with self._database.read() as session:
            row = session.get(DigestRow, digest_id)
            return _period(row) if row and row.subscriber_id == subscriber_id else None

    def items(self, digest_id: int) -> list[int]:
        """Return the changes of a digest."""
        query = select(DigestItemRow.change_id).filter_by(digest_id=digest_id)
        with self._database.read() as session:
            return list(session.scalars(query))

    def last(self, subscriber_id: int, before: datetime) -> datetime | None:
        """Return the end of the last digest of the subscriber that ended before that time."""
        query = select(func.max(DigestRow.until)).where(
            DigestRow.subscriber_id == subscriber_id, DigestRow.until < before
        )
        with self._database.read() as session:
            return session.scalar(query)

    def alerts(
        self, subscriber_id: int, since: datetime, until: datetime, *, with_pending: bool
    ) -> list[int]:
        """Return the changes enqueued for a subscriber as alerts in that time, and for no digest.

        `with_pending`: also those that are still to be sent.
        """
        statuses = ["sent", "dead", *(["pending"] if with_pending else [])]
        item = exists().where(
            DigestItemRow.subscriber_id == OutboxRow.subscriber_id,
            DigestItemRow.change_id == OutboxRow.change_id,
        )
        query = select(OutboxRow.change_id).where(
            _alerts_of(subscriber_id),
            OutboxRow.status.in_(statuses),
            OutboxRow.created_at > since,
            OutboxRow.created_at <= until,
            ~item,
        )
        with self._database.read() as session:
            return [number for number in session.scalars(query) if number is not None]

    def items_of_time(self, subscriber_id: int, since: datetime, until: datetime) -> list[int]:
        """Return the changes of that time that are in a digest of the subscriber, or will be."""
        query = (
            select(DigestItemRow.change_id)
            .join(ChangeRow, ChangeRow.id == DigestItemRow.change_id)
            .where(
                DigestItemRow.subscriber_id == subscriber_id,
                ChangeRow.detected_at > since,
                ChangeRow.detected_at <= until,
            )
        )
        with self._database.read() as session:
            return list(session.scalars(query))

    def alerted(self, subscriber_id: int, change_ids: Iterable[int]) -> frozenset[int]:
        """Return those of the changes that the subscriber was sent as alerts."""
        query = select(OutboxRow.change_id).where(
            _alerts_of(subscriber_id),
            OutboxRow.status == "sent",
            OutboxRow.change_id.in_(list(change_ids)),
        )
        with self._database.read() as session:
            return frozenset(number for number in session.scalars(query) if number is not None)


def _alerts_of(subscriber_id: int) -> ColumnElement[bool]:
    return and_(OutboxRow.subscriber_id == subscriber_id, OutboxRow.kind == MessageKind.ALERT)


def release_items(session: Session, digest_ids: Iterable[int | None]) -> None:
    """Leave the items of these digests, which will never be sent, to the next digest."""
    items = DigestItemRow.digest_id.in_([number for number in digest_ids if number is not None])
    session.execute(update(DigestItemRow).where(items).values(digest_id=None))


def _make(session: Session, plan: Planned, now: datetime) -> bool:
    subscriber = session.get(SubscriberRow, plan.subscriber_id, with_for_update=True)
    if subscriber is None or subscriber.digest_day == plan.period.local_date:
        return False
    existing = select(DigestRow.id).filter_by(
        subscriber_id=plan.subscriber_id, local_date=plan.period.local_date
    )
    if session.scalar(existing) is not None:
        return False
    subscriber.digest_day, subscriber.digest_at = plan.period.local_date, plan.period.until
    if plan.period.weekly:
        subscriber.digest_weekly_at = plan.period.until
    if plan.channel:
        _enqueue(session, plan, plan.channel, now)
    return True


def _enqueue(session: Session, plan: Planned, channel: ChannelName, now: datetime) -> None:
    row = DigestRow(
        subscriber_id=plan.subscriber_id,
        local_date=plan.period.local_date,
        since=plan.period.since,
        until=plan.period.until,
        weekly=plan.period.weekly,
    )
    session.add(row)
    session.flush()
    session.execute(
        update(DigestItemRow)
        .where(
            DigestItemRow.subscriber_id == plan.subscriber_id,
            DigestItemRow.digest_id.is_(None),
            DigestItemRow.frequency.in_(plan.period.frequencies),
        )
        .values(digest_id=row.id)
    )
    session.add(
        OutboxRow(
            subscriber_id=plan.subscriber_id,
            kind=MessageKind.DIGEST,
            channel=channel,
            digest_id=row.id,
            position=next_position(session),
            created_at=now,
            due_at=now,
        )
    )


def _period(row: DigestRow) -> Period:
    return Period(
        id=row.id,
        local_date=row.local_date,
        weekly=row.weekly,
        since=row.since,
        until=row.until,
    )
