"""Addresses that wait for confirmation by a code that was sent there."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind
from storage.database import Database
from storage.delivery.digests import release_items
from storage.tables.delivery import OutboxRow
from storage.tables.subscribers import ConfirmationRow, SubscriberRow

HOLDS = timedelta(minutes=30)
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedAddress:
    """An address that waits for confirmation, and its code."""

    address: str
    code: str


class Confirmations:
    """Double opt-in: send nothing to an address before its owner returns the code."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request_code(
        self, subscriber_id: int, channel: ChannelName, address: str, now: datetime
    ) -> None:
        """Enqueue a code for an address that a subscriber named; an older code becomes void."""
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

    def recent_requests(self, subscriber_id: int, now: datetime) -> int:
        """Count the codes that a subscriber requested in the last hour."""
        query = select(OutboxRow.id).where(
            OutboxRow.subscriber_id == subscriber_id,
            OutboxRow.kind == MessageKind.CONFIRMATION,
            OutboxRow.created_at > now - timedelta(hours=1),
        )
        with self._database.read() as session:
            return len(session.scalars(query).all())

    def unconfirmed(self, subscriber_id: int, channel: ChannelName) -> UnconfirmedAddress | None:
        """Return the address that waits for confirmation, and its code."""
        with self._database.read() as session:
            row = session.get(ConfirmationRow, (subscriber_id, channel))
            return UnconfirmedAddress(address=row.address, code=row.code) if row else None

    def confirm(
        self, subscriber_id: int, channel: ChannelName, code: str, now: datetime
    ) -> str | None:
        """Confirm and return the address; None when the code is wrong, tried too often or expired."""
        with self._database.write() as session:
            row = session.get(ConfirmationRow, (subscriber_id, channel))
            if row is None:
                return None
            row.tries += 1
            is_right = secrets.compare_digest(row.code, code)
            if not is_right or now > row.until or row.tries > _TRIES:
                return None
            _set_address(session, subscriber_id, channel, row.address)
            session.delete(row)
            return row.address

    def drop(self, subscriber_id: int, channel: ChannelName) -> bool:
        """Remove the channel's address; return whether there was one."""
        with self._database.write() as session:
            session.execute(
                delete(ConfirmationRow).filter_by(subscriber_id=subscriber_id, channel=channel)
            )
            row = session.get(SubscriberRow, subscriber_id)
            if row is None:
                return False
            had = bool(row.email if channel is ChannelName.EMAIL else row.relay)
            _clear_address(row, channel)
            # Delete its pending messages too; a digest's items wait for the next digest.
            pending = {"subscriber_id": subscriber_id, "channel": channel, "status": "pending"}
            release_items(
                session, session.scalars(select(OutboxRow.digest_id).filter_by(**pending))
            )
            session.execute(delete(OutboxRow).filter_by(**pending))
            return had


def new_relay_secret() -> str:
    """Return a new key that signs webhook requests, in the format of Standard Webhooks."""
    return f"whsec_{b64encode(secrets.token_bytes(24)).decode()}"


def _set_address(session: Session, subscriber_id: int, channel: ChannelName, address: str) -> None:
    row = session.get_one(SubscriberRow, subscriber_id)
    # One that a program signed up is inactive until now.
    row.active = row.active or row.chat_id is None
    if channel is ChannelName.RELAY:
        row.relay, row.relay_secret = address, row.relay_secret or new_relay_secret()
        row.relay_paused_at = None
        return
    owner = session.scalar(select(SubscriberRow).filter_by(email=address))
    if owner is not None and owner.id != subscriber_id:
        owner.email = None
        session.flush()
    row.email, row.email_stopped, row.email_failures = address, "", 0


def _clear_address(row: SubscriberRow, channel: ChannelName) -> None:
    if channel is ChannelName.EMAIL:
        row.email = None
    else:
        row.relay = row.relay_secret = ""
        row.relay_paused_at = None
