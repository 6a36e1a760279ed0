"""What an operator tells all subscribers, and what operators are told."""

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind
from storage.database import Database
from storage.delivery.routing import next_position
from storage.tables.delivery import AnnouncementRow, OutboxRow
from storage.tables.subscribers import SubscriberRow

_ONCE_WITHIN = timedelta(hours=1)


class Announcements:
    """Announcements, each owed to everyone once; reports, each owed to one operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, text: str, now: datetime) -> int:
        """Owe a text to everyone who is reached, on one channel each; how many they are.

        The same text twice within an hour is a button that was tapped twice: nothing, then.
        """
        hears = SubscriberRow.active.is_(True) & SubscriberRow.chat_id.is_not(None)
        reached = select(SubscriberRow.id, SubscriberRow.email, hears.label("hears")).where(
            or_(hears, SubscriberRow.email.is_not(None), SubscriberRow.relay != "")
        )
        with self._database.write() as session:
            if _was_made(session, text, now):
                return 0
            row = AnnouncementRow(text=text, created_at=now)
            session.add(row)
            session.flush()
            start = next_position(session)
            readers = session.execute(reached.order_by(SubscriberRow.id)).all()
            owed = [
                {
                    "subscriber_id": reader.id,
                    "kind": MessageKind.ANNOUNCEMENT,
                    "channel": _channel(reader.email, hears=reader.hears),
                    "announcement_id": row.id,
                    "position": start + place,
                    "created_at": now,
                    "due_at": now,
                }
                for place, reader in enumerate(readers)
            ]
            if owed:
                session.execute(insert(OutboxRow), owed)
            return len(owed)

    def report(self, subscriber_id: int, html: str, now: datetime) -> None:
        """Owe a report to one operator. Each has a message of their own: none waits for another."""
        with self._database.write() as session:
            row = AnnouncementRow(text=html, created_at=now)
            session.add(row)
            session.flush()
            session.add(
                OutboxRow(
                    subscriber_id=subscriber_id,
                    kind=MessageKind.REPORT,
                    channel=ChannelName.TELEGRAM,
                    announcement_id=row.id,
                    position=next_position(session),
                    created_at=now,
                    due_at=now,
                )
            )

    def text(self, announcement_id: int) -> str | None:
        """What was announced or reported."""
        with self._database.read() as session:
            row = session.get(AnnouncementRow, announcement_id)
            return row.text if row else None


def _was_made(session: Session, text: str, now: datetime) -> bool:
    lately = select(AnnouncementRow.id).where(
        AnnouncementRow.text == text, AnnouncementRow.created_at > now - _ONCE_WITHIN
    )
    return session.scalar(lately.limit(1)) is not None


def _channel(email: str | None, *, hears: bool) -> ChannelName:
    if hears:
        return ChannelName.TELEGRAM
    return ChannelName.EMAIL if email else ChannelName.RELAY
