"""The tables that only the web part needs: days of a source's health, sign-in links."""

from datetime import date, datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base


class SourceDayRow(Base):
    """How a source's checks of one UTC day went; written when their own records are let go."""

    __tablename__ = "source_days"
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    good: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)


class SignInRow(Base):
    """A link by which an operator signs in, once. Only its hash is kept."""

    __tablename__ = "sign_ins"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]
