"""Updates from Telegram that were handled: it repeats one until that is confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.tables.bot import TelegramUpdateRow

# Telegram keeps an update for a day (https://core.telegram.org/bots/api#getting-updates).
_KEEP = timedelta(days=3)


class TelegramUpdates:
    """The handled updates of the last days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, bot_id: int, update_id: int, now: datetime) -> bool:
        """Mark the update as handled; return whether it was new."""
        row = TelegramUpdateRow(bot_id=bot_id, update_id=update_id, taken_at=now)
        with self._database.write() as session:
            try:
                with session.begin_nested():
                    session.add(row)
            except IntegrityError:
                return False
            return True

    def forget_old(self, now: datetime) -> None:
        """Delete the updates that Telegram cannot repeat any more."""
        with self._database.write() as session:
            old = delete(TelegramUpdateRow).where(TelegramUpdateRow.taken_at < now - _KEEP)
            session.execute(old)
