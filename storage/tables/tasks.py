"""The table of what subscribers do about changes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base


class TaskRow(Base):
    """What a subscriber does about a change; a change without a row is open and nobody's."""

    __tablename__ = "tasks"
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    taken_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]  # when that reminder was enqueued
