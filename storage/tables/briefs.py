"""The tables of what a language model is asked: each question once, and the calls of each day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base


class BriefRow(Base):
    """A brief or a translation of a change in a language: wanted, ok, refused or failed."""

    __tablename__ = "briefs"
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default="wanted", server_default="wanted")
    # The three lines, or a text for each translated edit, '' where that is refused.
    texts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    fault: Mapped[str] = mapped_column(String(20), default="", server_default="")
    tokens: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_briefs_state_due_at", "state", "due_at"),)


class ModelDayRow(Base):
    """How many calls of a kind were made on a day (UTC), by all processes."""

    __tablename__ = "model_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
