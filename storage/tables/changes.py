"""The tables of snapshots, versions, changes and events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId
from storage.types import Compressed, CompressedJson


class SnapshotRow(Base):
    """A raw response, stored before anyone interprets it."""

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
    """An accepted document; never edited, only superseded."""

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
    """A part of a current document, for search; the row of its terms has the same id."""

    __tablename__ = "passages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    __table_args__ = (Index("ix_passages_source_key", "source_id", "key"),)


class ChangeRow(Base):
    """The differences between two versions, or a new notice."""

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
    stage: Mapped[int | None]  # of a lawsuit
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")


class EventRow(Base):
    """One enforcement event, described by notices of several sources."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    opened_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)


class EventMarkRow(Base):
    """A mark that identifies an event's notice: a docket number, domains, a party, a link."""

    __tablename__ = "event_marks"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(260))
    __table_args__ = (Index("ix_event_marks_kind_value", "kind", "value"),)
