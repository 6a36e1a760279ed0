"""Announcements of an operator to all subscribers, and reports to operators."""

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
    """Announcements, each sent to all subscribers once; reports, each sent to one operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, text: str, now: datetime) -> int:
        """Enqueue a text for all reachable subscribers, on one channel each; return how many.

        The same text twice within an hour is a button that was tapped twice: enqueue nothing.
        """
        in_chat = SubscriberRow.active.is_(True) & SubscriberRow.chat_id.is_not(None)
        reached = select(SubscriberRow.id, SubscriberRow.email, in_chat.label("in_chat")).where(
            or_(in_chat, SubscriberRow.email.is_not(None), SubscriberRow.relay != "")
        )
        with self._database.write() as session:
            if _was_made(session, text, now):
                return 0
            row = AnnouncementRow(text=text, created_at=now)
            session.add(row)
            session.flush()
            start = next_position(session)
            subscribers = session.execute(reached.order_by(SubscriberRow.id)).all()
            rows = [
                {
                    "subscriber_id": subscriber.id,
                    "kind": MessageKind.ANNOUNCEMENT,
                    "channel": _channel(subscriber.email, in_chat=subscriber.in_chat),
                    "announcement_id": row.id,
                    "position": start + place,
                    "created_at": now,
                    "due_at": now,
                }
                for place, subscriber in enumerate(subscribers)
            ]
            if rows:
                session.execute(insert(OutboxRow), rows)
            return len(rows)

    def report(self, subscriber_id: int, html: str, now: datetime) -> None:
        """Enqueue a report for one operator: a message for each, so that none waits for another."""
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
        """Return the text of an announcement or report."""
        with self._database.read() as session:
            row = session.get(AnnouncementRow, announcement_id)
            return row.text if row else None


def _was_made(session: Session, text: str, now: datetime) -> bool:
    recent = select(AnnouncementRow.id).where(
        AnnouncementRow.text == text, AnnouncementRow.created_at > now - _ONCE_WITHIN
    )
    return session.scalar(recent.limit(1)) is not None


def _channel(email: str | None, *, in_chat: bool) -> ChannelName:
    if in_chat:
        return ChannelName.TELEGRAM
    return ChannelName.EMAIL if email else ChannelName.RELAY
