"""Addresses that a program signs up for their owners, who must confirm them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, Subscriber
from monitor.language import Language
from storage.database import Database
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.subscribers import ConfirmationRow, SubscriberRow


class SignUp(NamedTuple):
    """A subscriber without a chat. `unconfirmed`: the channel whose address waits, or None."""

    subscriber: Subscriber
    unconfirmed: ChannelName | None


class SignUps:
    """Subscribers that have an e-mail address or a relay and no chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(
        self,
        channel: ChannelName,
        address: str,
        *,
        language: Language,
        timezone: str,
        hour: int,
        now: datetime,
    ) -> SignUp | None:
        """Find or add the subscriber of an address; None when it belongs to a chat.

        A new one gets nothing: its address is set when its owner confirms it.
        """
        with self._database.write() as session:
            row = _owner(session, channel, address)
            if row is not None and row.chat_id is not None:
                return None
            is_confirmed = row is not None
            row = row or _waiting(session, channel, address)
            if row is None:
                row = SubscriberRow(active=False, created_at=now, digest_hour=hour)
                session.add(row)
            row.language, row.timezone, row.digest_hour = language, timezone, hour
            session.flush()
            return SignUp(subscriber_of(row), None if is_confirmed else channel)

    def get(self, subscriber_id: int) -> SignUp | None:
        """Return one of them; None for any other subscriber."""
        found = self.listed(1, subscriber_id - 1)
        return found[0] if found and found[0].subscriber.id == subscriber_id else None

    def listed(self, limit: int, after: int = 0) -> list[SignUp]:
        """Return them in order of creation; `after`: only larger numbers."""
        query = (
            select(SubscriberRow)
            .where(SubscriberRow.chat_id.is_(None), SubscriberRow.id > after)
            .order_by(SubscriberRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            rows = session.scalars(query).all()
            waiting = select(ConfirmationRow.subscriber_id, ConfirmationRow.channel).where(
                ConfirmationRow.subscriber_id.in_([row.id for row in rows])
            )
            channels = {number: ChannelName(name) for number, name in session.execute(waiting)}
            return [SignUp(subscriber_of(row), channels.get(row.id)) for row in rows]


def _owner(session: Session, channel: ChannelName, address: str) -> SubscriberRow | None:
    """Return whose address it is. Several chats may share a relay; here only its own row counts."""
    query = select(SubscriberRow).where(_has(channel, address))
    return session.scalar(query.limit(1))


def _has(channel: ChannelName, address: str) -> ColumnElement[bool]:
    if channel is ChannelName.EMAIL:
        return SubscriberRow.email == address
    return (SubscriberRow.relay == address) & SubscriberRow.chat_id.is_(None)


def _waiting(session: Session, channel: ChannelName, address: str) -> SubscriberRow | None:
    """Return the subscriber without a chat for whom that address waits to be confirmed."""
    query = (
        select(SubscriberRow)
        .join(ConfirmationRow, ConfirmationRow.subscriber_id == SubscriberRow.id)
        .where(
            ConfirmationRow.channel == channel,
            ConfirmationRow.address == address,
            SubscriberRow.chat_id.is_(None),
        )
    )
    return session.scalar(query.limit(1))
