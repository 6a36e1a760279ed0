"""The tables of subscribers: settings, confirmations, subscriptions, mutes, feedback."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


class SubscriberRow(Base):
    """A subscriber: one for each chat, or for each topic of a forum."""

    __tablename__ = "subscribers"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    timezone: Mapped[str] = mapped_column(String(64))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    email_failures: Mapped[int] = mapped_column(default=0, server_default="0")  # in a row
    email_stopped: Mapped[str] = mapped_column(String(320), default="", server_default="")
    relay: Mapped[str] = mapped_column(Text, default="", server_default="")
    relay_secret: Mapped[str] = mapped_column(String(64), default="", server_default="")
    relay_paused_at: Mapped[datetime | None]  # by an operator; what is for it waits
    min_severity: Mapped[int] = mapped_column(default=1, server_default="1")
    quiet_start: Mapped[time | None]
    quiet_end: Mapped[time | None]
    quiet_passes: Mapped[bool] = mapped_column(default=False, server_default=false())
    names_pass_quiet: Mapped[bool] = mapped_column(default=True, server_default=true())
    digest_hour: Mapped[int]
    digest_frequency: Mapped[str] = mapped_column(
        String(20), default="daily", server_default="daily"
    )
    digest_empty: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_day: Mapped[date | None]  # the local date of the last digest, made or empty
    digest_at: Mapped[datetime | None]
    digest_weekly_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("chat_id", "thread_id"),)


class ConfirmationRow(Base):
    """An address that a subscriber named and has not confirmed yet."""

    __tablename__ = "confirmations"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(12))
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)


class SubscriptionRow(Base):
    """A target of `monitor.targets` that a subscriber follows."""

    __tablename__ = "subscriptions"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    target: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    frequency: Mapped[str] = mapped_column(String(20))
    min_severity: Mapped[int | None]  # None: as the subscriber's own


class EndedSubscriptionsRow(Base):
    """Subscriptions that a subscriber ended at once, until they are brought back."""

    __tablename__ = "ended_subscriptions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    subscriptions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ended_at: Mapped[datetime]
    # A number names what was ended for good: an old button brings back nothing else.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy wants it


class MuteRow(Base):
    """A target that a subscriber muted for a time."""

    __tablename__ = "mutes"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    target: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    until: Mapped[datetime]


class FeedbackRow(Base):
    """A subscriber's judgement of an alert."""

    __tablename__ = "feedback"
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    useful: Mapped[bool]
    noted_at: Mapped[datetime]
