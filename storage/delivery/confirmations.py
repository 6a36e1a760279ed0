"""Addresses that wait for their proof: a code that was sent there."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind
from storage.database import Database
from storage.delivery.digests import give_back
from storage.tables.delivery import OutboxRow
from storage.tables.subscribers import ConfirmationRow, SubscriberRow

HOLDS = timedelta(minutes=30)
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedAddress:
    """An address that waits for its code."""

    address: str
    code: str


class Confirmations:
    """Double opt-in: nothing goes to an address before its owner has sent the code back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, subscriber_id: int, channel: ChannelName, address: str, now: datetime) -> None:
        """Owe a code to an address that a subscriber named; an older one is void."""
        with self._database.write() as session:
            session.merge(
                ConfirmationRow(
                    subscriber_id=subscriber_id,
                    channel=channel,
                    address=address,
                    code=f"{secrets.randbelow(1_000_000):06d}",
                    until=now + HOLDS,
                    tries=0,
                )
            )
            session.add(
                OutboxRow(
                    subscriber_id=subscriber_id,
                    kind=MessageKind.CONFIRMATION,
                    channel=channel,
                    created_at=now,
                    due_at=now,
                )
            )

    def asked_lately(self, subscriber_id: int, now: datetime) -> int:
        """How many codes a subscriber asked for in the last hour."""
        query = select(OutboxRow.id).where(
            OutboxRow.subscriber_id == subscriber_id,
            OutboxRow.kind == MessageKind.CONFIRMATION,
            OutboxRow.created_at > now - timedelta(hours=1),
        )
        with self._database.read() as session:
            return len(session.scalars(query).all())

    def unconfirmed(self, subscriber_id: int, channel: ChannelName) -> UnconfirmedAddress | None:
        """The address that waits, and its code."""
        with self._database.read() as session:
            row = session.get(ConfirmationRow, (subscriber_id, channel))
            return UnconfirmedAddress(address=row.address, code=row.code) if row else None

    def confirm(
        self, subscriber_id: int, channel: ChannelName, code: str, now: datetime
    ) -> str | None:
        """The address, proved; None for a wrong, worn out or stale code."""
        with self._database.write() as session:
            row = session.get(ConfirmationRow, (subscriber_id, channel))
            if row is None:
                return None
            row.tries += 1
            right = secrets.compare_digest(row.code, code)
            if not right or now > row.until or row.tries > _TRIES:
                return None
            _take(session, subscriber_id, channel, row.address)
            session.delete(row)
            return row.address

    def drop(self, subscriber_id: int, channel: ChannelName) -> bool:
        """Send nothing more to the channel's address; whether there was one."""
        with self._database.write() as session:
            session.execute(
                delete(ConfirmationRow).filter_by(subscriber_id=subscriber_id, channel=channel)
            )
            row = session.get(SubscriberRow, subscriber_id)
            if row is None:
                return False
            had = bool(row.email if channel is ChannelName.EMAIL else row.relay)
            _clear(row, channel)
            # What was queued for it stops, too; a digest's news waits for the next one.
            queued = {"subscriber_id": subscriber_id, "channel": channel, "status": "pending"}
            give_back(session, session.scalars(select(OutboxRow.digest_id).filter_by(**queued)))
            session.execute(delete(OutboxRow).filter_by(**queued))
            return had


def new_relay_secret() -> str:
    """A key that signs what a webhook gets, in the form of Standard Webhooks."""
    return f"whsec_{b64encode(secrets.token_bytes(24)).decode()}"


def _take(session: Session, subscriber_id: int, channel: ChannelName, address: str) -> None:
    row = session.get_one(SubscriberRow, subscriber_id)
    if channel is ChannelName.RELAY:
        row.relay, row.relay_secret = address, row.relay_secret or new_relay_secret()
        return
    owner = session.scalar(select(SubscriberRow).filter_by(email=address))
    if owner is not None and owner.id != subscriber_id:
        owner.email = None
        session.flush()
    row.email, row.email_stopped, row.email_failures = address, "", 0


def _clear(row: SubscriberRow, channel: ChannelName) -> None:
    if channel is ChannelName.EMAIL:
        row.email = None
    else:
        row.relay = row.relay_secret = ""
