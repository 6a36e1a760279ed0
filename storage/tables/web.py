"""The tables of the web part: sign-in links, keys that sign links, keys of the API."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


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


class ApiKeyRow(Base):
    """A key with which a program uses the API. Only its hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]  # to the hour
    revoked_at: Mapped[datetime | None]
