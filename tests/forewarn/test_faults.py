"""Faults of the world: the disk, the database, the network. It goes on afterwards, late and complete."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from forewarn.channels import open_channels
from forewarn.clock import now
from forewarn.dispatcher import Dispatcher
from forewarn.wiring import Parts
from monitor.audience import ChannelName, Rhythm
from monitor.errors import StorageError
from monitor.language import Language
from storage.database import Database
from storage.outbox import Outbox
from storage.subscribers import Subscribers
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal
from tests.lab import Lab, page, publish


@pytest.fixture
def parts(chatting: Lab) -> Iterator[Parts]:
    chatting.watch("ring-rules")
    with chatting.parts() as opened:
        reader = opened.subscribers.welcome(1, Language.EN, now())
        opened.subscribers.subscribe(reader.id, "platform-policy", Rhythm.INSTANT)
        yield opened


def change(parts: Parts, *texts: str) -> None:
    for words in texts:
        publish(parts, parts.sources["ring-rules"], page(words, "The fee is USD 5."))


async def deliver(parts: Parts) -> int:
    async with open_channels(parts.settings) as channels:
        return (await Dispatcher(parts, channels).deliver_due()).sent


@pytest.mark.sqlite
def test_a_full_disk_stores_nothing_in_part_and_goes_on_when_there_is_room(parts: Parts):
    change(parts, "Rings may be listed.")
    with parts.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = " ".join(f"rule-{n}" for n in range(60_000))
    with pytest.raises(StorageError, match="full"):
        change(parts, f"Rings must not be listed. {long}")
    assert parts.history.changes() == []
    assert parts.outbox.counts() == {}
    with parts.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    change(parts, f"Rings must not be listed. {long}")

    assert len(parts.history.changes()) == 1
    assert parts.outbox.counts() == {"pending": 1}


def test_a_database_that_cannot_be_written_is_one_clear_line(tmp_path: Path):
    file = tmp_path / "a.db"
    opened = Database(f"sqlite:///{file}")
    opened.upgrade()
    opened.close()
    read_only = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StorageError, match="readonly"):
        Subscribers(read_only).welcome(1, Language.EN, now())
    read_only.close()


def test_a_server_that_is_restarted_costs_one_try(database: Database):
    """What a restart does to us: every connection is gone in the middle of the work."""
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server")
    subscribers = Subscribers(database)
    subscribers.welcome(1, Language.EN, now())
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with pytest.raises(StorageError):
        _cut_in_the_middle(database, url)

    assert subscribers.welcome(1, Language.EN, now()).id


def _cut_in_the_middle(database: Database, url: str) -> None:
    with database.read() as session:
        ours = session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [ours])
        session.execute(text("SELECT 1"))


async def test_an_hour_without_telegram_is_late_and_complete(parts: Parts, bot_api: BotApi):
    """5xx and 429 for an hour; three changes meanwhile; then all of them, once each."""
    bot_api.refusals[1].extend([Refusal(502, "Bad Gateway"), Refusal(500, "Internal Server Error")])
    bot_api.refusals[1].append(Refusal(429, "Too Many Requests", {"retry_after": 2}))
    change(
        parts,
        "Rings may be listed.",
        *(f"Rings must not be listed in country {n}." for n in range(3)),
    )
    while bot_api.refusals[1]:
        assert await deliver(parts) == 0
        again(parts)
    # The pause that Telegram asked for last is over.
    await deliver(parts)
    again(parts)
    await deliver(parts)

    assert parts.outbox.counts() == {"sent": 3}
    assert len(bot_api.to(1)) == 3
    assert len(set(bot_api.to(1))) == 3


def again(parts: Parts) -> None:
    """The time until the next try has passed."""
    with parts.database.write() as session:
        session.execute(text("UPDATE outbox SET due_at = created_at WHERE status = 'pending'"))


def test_a_clock_that_was_ahead_leaves_no_source_unwatched(parts: Parts):
    sources = parts.catalogue.enabled
    publish(parts, sources[0], page("Rings may be listed."), now() + timedelta(days=400))

    assert parts.health.due(sources, now()) == list(sources)


@pytest.mark.sqlite
async def test_a_copy_made_while_it_runs_opens_whole(parts: Parts, tmp_path: Path, bot_api: BotApi):
    """The backup of docs/operations.md, and the way back."""
    change(parts, "Rings may be listed.", "Rings must not be listed.")
    copy = tmp_path / "copy.db"
    with (
        sqlite3.connect(str(parts.database.engine.url.database)) as source,
        sqlite3.connect(copy) as target,
    ):
        source.backup(target)
    restored = Database(f"sqlite:///{copy}")
    restored.require_current()
    with restored.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.scalar(text("SELECT count(*) FROM changes")) == 1

    assert len(Outbox(restored).claim([ChannelName.TELEGRAM], now(), 9)) == 1
    restored.close()
