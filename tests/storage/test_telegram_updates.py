"""An update is taken once, by whatever bot it came to; old ones are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from storage.database import Database
from storage.delivery.telegram_updates import TelegramUpdates
from storage.tables.bot import TelegramUpdateRow

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
BOT, OTHER = 110201543, 2**62


def test_an_update_is_new_once(database: Database) -> None:
    updates = TelegramUpdates(database)

    assert [updates.take(BOT, 7, NOW) for _ in range(3)] == [True, False, False]
    assert updates.take(OTHER, 7, NOW)
    assert updates.take(BOT, 2**62, NOW)


def test_what_telegram_no_longer_keeps_is_forgotten(database: Database) -> None:
    updates = TelegramUpdates(database)
    updates.take(BOT, 7, NOW)
    updates.take(BOT, 8, NOW + timedelta(days=3))
    updates.forget_old(NOW + timedelta(days=4))

    assert not updates.take(BOT, 8, NOW)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(TelegramUpdateRow)) == 1
