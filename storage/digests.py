"""Which digests were made. One for each subscriber and local date, a fact of the database."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from monitor.errors import StorageError
from monitor.model import ChannelName, Digest, OwedKind
from storage.database import Database
from storage.tables import DigestRow, OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSpan:
    """The period that a made digest covers."""

    subscriber_id: int
    local_date: date
    since: datetime
    until: datetime


class Digests:
    """The digests that were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_until(self, subscriber_id: int) -> datetime | None:
        """Up to when the subscriber's last digest told."""
        query = select(func.max(DigestRow.until)).filter_by(subscriber_id=subscriber_id)
        with self._database.read() as session:
            return session.scalar(query)

    def has(self, subscriber_id: int, local_date: date) -> bool:
        """Whether that day's digest was made."""
        query = select(DigestRow.id).filter_by(subscriber_id=subscriber_id, local_date=local_date)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def make(self, digest: Digest, channel: ChannelName | None, now: datetime) -> bool:
        """Record the digest and owe it on the channel, at once; False if it stood already."""
        row = DigestRow(
            subscriber_id=digest.subscriber_id,
            local_date=digest.local_date,
            since=digest.since,
            until=digest.until,
        )
        try:
            with self._database.write() as session:
                session.add(row)
                session.flush()
                if channel:
                    session.add(_owing(row, channel, now))
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def span(self, digest_id: int) -> DigestSpan | None:
        """The period of a made digest."""
        with self._database.read() as session:
            row = session.get(DigestRow, digest_id)
            if row is None:
                return None
            return DigestSpan(
                subscriber_id=row.subscriber_id,
                local_date=row.local_date,
                since=row.since,
                until=row.until,
            )


def _owing(row: DigestRow, channel: ChannelName, now: datetime) -> OutboxRow:
    return OutboxRow(
        subscriber_id=row.subscriber_id,
        kind=OwedKind.DIGEST,
        channel=channel,
        digest_id=row.id,
        created_at=now,
        due_at=now,
    )
