"""The table of updates from Telegram."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.declarative import Base


class TelegramUpdateRow(Base):
    """An update from Telegram that was handled, so that it is not handled again."""

    __tablename__ = "telegram_updates"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    taken_at: Mapped[datetime]
