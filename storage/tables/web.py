"""The tables of the web part: sign-in links, keys that sign links."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base


class SignInRow(Base):
    """A link by which an operator signs in, once. Only its hash is kept."""

    __tablename__ = "sign_ins"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]


class KeyRow(Base):
    """A key that signs links; made at its first use."""

    __tablename__ = "keys"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
