"""The tables of sources: health, hosts, counted requests, proposals, daily sums."""

from datetime import date, datetime

from sqlalchemy import Double, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.check_reason import NO_REASON, CheckReason
from storage.tables.declarative import Base, BigId
from storage.types import ReasonText


class HealthRow(Base):
    """The health of a source, and what the next request needs."""

    __tablename__ = "source_health"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    checked_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[CheckReason] = mapped_column(ReasonText, default=NO_REASON)
    failures: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0, server_default="0")  # of Forewarn itself
    failing_since: Mapped[datetime | None]
    healed_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]  # when the operators were last notified that it fails
    notified_count: Mapped[int] = mapped_column(default=0, server_default="0")
    notified_cause: Mapped[str] = mapped_column(String(40), default="", server_default="")
    interval_factor: Mapped[float] = mapped_column(
        Double, default=1.0, server_default="1"
    )  # of its interval
    calm: Mapped[int] = mapped_column(default=0, server_default="0")  # checks without change
    url: Mapped[str] = mapped_column(Text, default="")  # the address the validators belong to
    etag: Mapped[str] = mapped_column(Text, default="")
    last_modified: Mapped[str] = mapped_column(Text, default="")
    body_sha256: Mapped[str] = mapped_column(String(64), default="")  # the last accepted snapshot
    last_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")  # the last
    captured_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    extraction_key: Mapped[str] = mapped_column(String(16), default="")
    quarantined_sha256: Mapped[str] = mapped_column(String(64), default="")
    quarantined_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    quarantined_since: Mapped[datetime | None]
    refused_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    empty_since: Mapped[datetime | None]  # since when it has no entries
    empty_notified_at: Mapped[datetime | None]  # when the operators were notified of that
    longest_empty: Mapped[int] = mapped_column(default=0, server_default="0")  # seconds


class HostRow(Base):
    """A failing host, and until when no request is sent to it."""

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
    """A proposal for the catalogue that an operator should review."""

    __tablename__ = "proposals"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))  # seen, open, notified, closed
    __table_args__ = (UniqueConstraint("source_id", "kind", "url"),)


class SourceDayRow(Base):
    """The results of a source's checks of one UTC day; written when their own rows are deleted."""

    __tablename__ = "source_days"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    good: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)


class SignificantPlaceRow(Base):
    """A place of a page that an operator wants to hear of, however often it changes."""

    __tablename__ = "significant_places"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    place: Mapped[str] = mapped_column(String(400), primary_key=True)
    added_at: Mapped[datetime]
