"""The table of operators' acts."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


class OperatorActRow(Base):
    """What an operator did, when, to what. `done_by`: see `monitor.operators`."""

    __tablename__ = "operator_acts"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    done_by: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(400))
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
