"""The tables of pictures: what became of drawing a change, and the pictures themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base


class DrawingRow(Base):
    """The drawing of a change: wanted, done, or failed with its fault."""

    __tablename__ = "drawings"
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    fault: Mapped[str] = mapped_column(String(20), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime]
    __table_args__ = (Index("ix_drawings_state_due_at", "state", "due_at"),)


class PictureRow(Base):
    """One picture of a capture; WebP is compressed already."""

    __tablename__ = "pictures"
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(6), primary_key=True)
    part: Mapped[str] = mapped_column(String(6), primary_key=True)
    mark: Mapped[str] = mapped_column(String(6))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    drawn_at: Mapped[datetime] = mapped_column(index=True)
