"""The tables of own names: what a subscriber watches for, and the changes that name it.

What is private is sealed: see `storage.delivery.sealing`.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base, BigId


class WatchTermRow(Base):
    """One own name or number of a subscriber."""

    __tablename__ = "watch_terms"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    added_at: Mapped[datetime]


class WatchKeyRow(Base):
    """A fingerprint of the first letters of a term's key, by which texts are looked up."""

    __tablename__ = "watch_keys"
    head: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    length: Mapped[int] = mapped_column(primary_key=True)  # of the key, in letters; 0: a code
    term_id: Mapped[int] = mapped_column(
        ForeignKey("watch_terms.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class WatchMatchRow(Base):
    """A change that names a subscriber's term, and where it does."""

    __tablename__ = "watch_matches"
    term_id: Mapped[int] = mapped_column(
        ForeignKey("watch_terms.id", ondelete="CASCADE"), primary_key=True
    )
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    quote: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    place: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
