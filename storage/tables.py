"""The tables. A column's meaning stands beside it where its name is not enough."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import Compressed, CompressedJson, UtcDateTime

# SQLite gives an automatic key to INTEGER only, PostgreSQL needs 64 bits.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that Alembic can change them later."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this as a class attribute
        datetime: UtcDateTime,
        date: Date,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class SnapshotRow(Base):
    """What a server sent. Stored before it is judged."""

    __tablename__ = "snapshots"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(Text)  # the final one, after redirects
    fetched_at: Mapped[datetime]
    status: Mapped[int]
    headers: Mapped[list[list[str]]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(Compressed)
    verdict: Mapped[str] = mapped_column(String(40), default="received")
    __table_args__ = (Index("ix_snapshots_source_sha", "source_id", "sha256"),)


class VersionRow(Base):
    """A document worth keeping. Never edited, only superseded."""

    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))  # '' for a page, a feed entry's identity
    recorded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    blocks: Mapped[Any] = mapped_column(CompressedJson)
    links: Mapped[Any] = mapped_column(CompressedJson, nullable=True)
    text_sha256: Mapped[str] = mapped_column(String(64))
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    chain_sha256: Mapped[str] = mapped_column(String(64))
    extraction_key: Mapped[str] = mapped_column(String(16))
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"), index=True)
    __table_args__ = (
        UniqueConstraint("source_id", "number"),
        Index("ix_versions_source_key", "source_id", "key", "number"),
        Index("ix_versions_recorded", "recorded_at", "reason"),
    )


class PassageRow(Base):
    """A stretch of a document as it stands, for search; its terms have its number."""

    __tablename__ = "passages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    __table_args__ = (Index("ix_passages_source_key", "source_id", "key"),)


class ChangeRow(Base):
    """What lies between two versions, or a notice that appeared."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120), index=True)
    category: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    detected_at: Mapped[datetime] = mapped_column(index=True)
    severity: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    topics: Mapped[list[str]]
    effective_date: Mapped[date | None]
    dates: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    rules: Mapped[int] = mapped_column(default=0, server_default="0")  # their version
    edits: Mapped[Any] = mapped_column(CompressedJson)
    from_version: Mapped[int | None]
    to_version: Mapped[int]
    event_id: Mapped[int | None] = mapped_column(BigId, index=True)


class EventRow(Base):
    """One enforcement event, told by notices of several sources."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    opened_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)


class EventMarkRow(Base):
    """What a notice of an event is known by: a docket number, domains, a party, a link."""

    __tablename__ = "event_marks"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(260))
    __table_args__ = (Index("ix_event_marks_kind_value", "kind", "value"),)


class HealthRow(Base):
    """How a source fares, and what the next request needs."""

    __tablename__ = "source_health"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    checked_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    failures: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0, server_default="0")  # of Forewarn itself
    failing_since: Mapped[datetime | None]
    healed_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]  # when the operators last heard that it fails
    notified_count: Mapped[int] = mapped_column(default=0, server_default="0")
    notified_cause: Mapped[str] = mapped_column(String(40), default="", server_default="")
    interval_factor: Mapped[float] = mapped_column(
        Double, default=1.0, server_default="1"
    )  # of its interval
    calm: Mapped[int] = mapped_column(default=0, server_default="0")  # checks without change
    url: Mapped[str] = mapped_column(Text, default="")  # the address the validators are of
    etag: Mapped[str] = mapped_column(Text, default="")
    last_modified: Mapped[str] = mapped_column(Text, default="")
    body_sha256: Mapped[str] = mapped_column(String(64), default="")  # the last accepted capture
    last_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")  # the last
    captured_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    extraction_key: Mapped[str] = mapped_column(String(16), default="")
    quarantined_sha256: Mapped[str] = mapped_column(String(64), default="")
    quarantined_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    quarantined_since: Mapped[datetime | None]
    refused_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    empty_since: Mapped[datetime | None]  # since when it brings no entry
    empty_told_at: Mapped[datetime | None]  # when the operators heard of it
    longest_empty: Mapped[int] = mapped_column(default=0, server_default="0")  # seconds


class HostRow(Base):
    """A host that fails, and until when it is left alone."""

    __tablename__ = "hosts"
    host: Mapped[str] = mapped_column(String(260), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    rest_until: Mapped[datetime | None]


class RequestRow(Base):
    """A request to a host with a quota; kept for a day."""

    __tablename__ = "requests"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    host: Mapped[str] = mapped_column(String(260))
    sent_at: Mapped[datetime]
    __table_args__ = (Index("ix_requests_host_sent", "host", "sent_at"),)


class ProposalRow(Base):
    """Something about the catalogue that the operator should look at."""

    __tablename__ = "proposals"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))  # seen, open, told, closed
    __table_args__ = (UniqueConstraint("source_id", "kind", "url"),)


class SubscriberRow(Base):
    """A seller: one for each chat, or for each topic of a forum."""

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
    min_severity: Mapped[int] = mapped_column(default=1, server_default="1")
    quiet_start: Mapped[time | None]
    quiet_end: Mapped[time | None]
    quiet_passes: Mapped[bool] = mapped_column(default=False, server_default=false())
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
    """An address that a subscriber named and has not proved yet."""

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
    """What a subscriber wants to hear of: a target of monitor.targets."""

    __tablename__ = "subscriptions"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    target: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    frequency: Mapped[str] = mapped_column(String(20))
    min_severity: Mapped[int | None]  # None: as the subscriber's own


class MuteRow(Base):
    """What a subscriber does not want to hear of for a time."""

    __tablename__ = "mutes"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    target: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    until: Mapped[datetime]


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
    """A change that a digest owes, committed with the change; `digest_id` once it is made."""

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
    """What an operator told all subscribers, or what an operator was told."""

    __tablename__ = "announcements"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


def _unique_where_set(first: str, *others: str) -> Index:
    """Unique among the rows that have the first column; the rest is not in the index."""
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
    """A message that is owed."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(20))
    # No reference that is checked row by row (a seventh of a fan-out): the change is written in
    # the same transaction, and none is ever deleted.
    change_id: Mapped[int | None] = mapped_column(BigId)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"))
    status: Mapped[str] = mapped_column(String(10), default="pending")
    # The place in the queue: each fan-out is counted from where the queue stands.
    position: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # When the operators were told that it cannot be sent.
    notified_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("change_id", "subscriber_id", "channel"),
        # An alert has neither: a fan-out of 100,000 is not to fill their indexes.
        _unique_where_set("digest_id", "channel"),
        _unique_where_set("announcement_id", "subscriber_id", "channel"),
        Index("ix_outbox_status_turn", "status", "position"),
    )


class DeliveryRow(Base):
    """One attempt to hand a message over."""

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    attempted_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    receipt: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")


class FeedbackRow(Base):
    """What a subscriber thought of an alert."""

    __tablename__ = "feedback"
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    useful: Mapped[bool]
    noted_at: Mapped[datetime]


class KeyRow(Base):
    """A key that signs links; made at its first use."""

    __tablename__ = "keys"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
