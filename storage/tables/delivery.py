"""The tables of messages: what is pending, what was sent, each attempt."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


class DigestRow(Base):
    """A digest that was made; one for each subscriber and local date."""

    __tablename__ = "digests"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    local_date: Mapped[date]
    since: Mapped[datetime]
    until: Mapped[datetime]
    weekly: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (UniqueConstraint("subscriber_id", "local_date"),)


class DigestItemRow(Base):
    """A change for a digest, committed with the change; `digest_id` is set once that is made."""

    __tablename__ = "digest_items"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    frequency: Mapped[str] = mapped_column(String(20))
    digest_id: Mapped[int | None] = mapped_column(
        ForeignKey("digests.id", ondelete="CASCADE"), index=True
    )


class AnnouncementRow(Base):
    """An announcement to all subscribers, or a report to an operator."""

    __tablename__ = "announcements"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


def _unique_where_set(first: str, *others: str) -> Index:
    """Return a unique index of the rows that have the first column; it omits the others."""
    is_set = text(f"{first} IS NOT NULL")
    return Index(
        f"uq_outbox_{first}",
        first,
        *others,
        unique=True,
        sqlite_where=is_set,
        postgresql_where=is_set,
    )


class OutboxRow(Base):
    """A message: pending, sent, dropped or dead."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(20))
    # No foreign key, which is checked row by row (a seventh of a fan-out): the change is written
    # in the same transaction, and none is ever deleted.
    change_id: Mapped[int | None] = mapped_column(BigId)
    # The alert of a change that states one of the subscriber's own names.
    named: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"))
    # The change of a reminder; `change_id` is that of an alert, which is sent once.
    reminds_of: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10), default="pending")
    # The place in the queue: each fan-out starts at the first pending position.
    position: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # When the operators were notified that it cannot be sent.
    notified_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("change_id", "subscriber_id", "channel"),
        # An alert has neither id: a fan-out of 100,000 must not fill their indexes.
        _unique_where_set("digest_id", "channel"),
        _unique_where_set("announcement_id", "subscriber_id", "channel"),
        Index("ix_outbox_status_turn", "status", "position"),
    )


class DeliveryRow(Base):
    """One attempt to send a message."""

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    attempted_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    receipt: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")
