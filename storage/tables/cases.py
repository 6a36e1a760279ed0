"""The tables of lawsuits and of what was reported of each."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


class CaseRow(Base):
    """A lawsuit against sellers."""

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    court: Mapped[str] = mapped_column(String(20), default="")  # PACER's name, '' if unknown
    docket_key: Mapped[str] = mapped_column(String(40))  # 26-cv-4211
    docket: Mapped[str] = mapped_column(String(40))  # as courts write it, 1:26-cv-04211
    plaintiff: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(Text, default="")
    law_firm: Mapped[str] = mapped_column(String(160), default="")
    goods: Mapped[list[str]]
    defendants: Mapped[str] = mapped_column(Text, default="")
    defendant_count: Mapped[int | None]
    stage: Mapped[int]
    next_date: Mapped[date | None]
    # Whether the court's own record gave the names, which press cannot replace.
    from_record: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("docket_key", "court"),)


class CaseEntryRow(Base):
    """A change that reports of a lawsuit. `stage`: the one that it reports."""

    __tablename__ = "case_entries"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), unique=True)
    stage: Mapped[int | None]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_case_entries_case_id", "case_id", "at"),)
