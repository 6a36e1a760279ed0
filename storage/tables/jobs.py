"""The tables of checks: what is queued, what runs, who waits for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.check_reason import NO_REASON, CheckReason
from storage.tables.declarative import Base, BigId
from storage.types import ReasonText


class CrawlJobRow(Base):
    """A check that is queued, running or done."""

    __tablename__ = "crawl_jobs"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    runner: Mapped[str] = mapped_column(String(120), default="")  # host:pid of who runs it
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[CheckReason] = mapped_column(ReasonText, default=NO_REASON)
    version: Mapped[int | None]
    change_id: Mapped[int | None]
    crash_count: Mapped[int] = mapped_column(default=0)  # how many runners died before its end
    __table_args__ = (
        Index("ix_crawl_jobs_source_state", "source_id", "state"),
        Index(
            "ix_crawl_jobs_open",
            "state",
            sqlite_where=text("state <> 'done'"),
            postgresql_where=text("state <> 'done'"),
        ),
    )


class CrawlRequesterRow(Base):
    """A subscriber who waits for a check: its result serves as their alert."""

    __tablename__ = "crawl_requesters"
    job_id: Mapped[int] = mapped_column(
        ForeignKey("crawl_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    requested_at: Mapped[datetime]


class HostLeaseRow(Base):
    """Who may visit a host until then; nobody during the gap after the last request to it."""

    __tablename__ = "host_leases"
    host: Mapped[str] = mapped_column(String(260), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]
