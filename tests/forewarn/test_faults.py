"""Faults of the world: the disk, the database, the network. It goes on afterwards, late and complete."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Frequency
from monitor.errors import StorageError
from monitor.language import Language
from runtime.clock import now
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.delivery.subscribers import Subscribers
from tests.doubles.bot_api import BotApi
from tests.doubles.telegram_rules import Refusal
from tests.lab import Lab, page, publish


@pytest.fixture
def context(chatting: Lab) -> Iterator[AppContext]:
    chatting.watch("ring-rules")
    with chatting.context() as opened:
        subscriber = opened.stores.subscribers.welcome(1, Language.EN, now())
        opened.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
        yield opened


def change(context: AppContext, *texts: str) -> None:
    for words in texts:
        publish(context, context.sources["ring-rules"], page(words, "The fee is USD 5."))


async def deliver(context: AppContext) -> int:
    async with open_channels(context.settings) as channels:
        return (await Dispatcher(context, channels).deliver_due()).sent


@pytest.mark.sqlite
def test_a_full_disk_stores_nothing_in_part_and_goes_on_when_there_is_room(
    context: AppContext,
) -> None:
    change(context, "Rings may be listed.")
    with context.stores.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = " ".join(f"rule-{n}" for n in range(60_000))
    with pytest.raises(StorageError, match="full"):
        change(context, f"Rings must not be listed. {long}")
    assert context.stores.history.changes() == []
    assert context.stores.outbox.counts() == {}
    with context.stores.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    change(context, f"Rings must not be listed. {long}")

    assert len(context.stores.history.changes()) == 1
    assert context.stores.outbox.counts() == {"pending": 1}


def test_a_database_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    opened = Database(f"sqlite:///{file}")
    opened.upgrade()
    opened.close()
    read_only = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StorageError, match="readonly"):
        Subscribers(read_only).welcome(1, Language.EN, now())
    read_only.close()


def test_a_server_that_is_restarted_costs_one_try(database: Database) -> None:
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


async def test_an_hour_without_telegram_is_late_and_complete(
    context: AppContext, bot_api: BotApi
) -> None:
    """5xx and 429 for an hour; three changes meanwhile; then all of them, once each."""
    bot_api.rejections[1].extend(
        [Refusal(502, "Bad Gateway"), Refusal(500, "Internal Server Error")]
    )
    bot_api.rejections[1].append(Refusal(429, "Too Many Requests", {"retry_after": 2}))
    change(
        context,
        "Rings may be listed.",
        *(f"Rings must not be listed in country {n}." for n in range(3)),
    )
    while bot_api.rejections[1]:
        assert await deliver(context) == 0
        again(context)
    # The pause that Telegram asked for last is over.
    await deliver(context)
    again(context)
    await deliver(context)

    assert context.stores.outbox.counts() == {"sent": 3}
    assert len(bot_api.to(1)) == 3
    assert len(set(bot_api.to(1))) == 3


def again(context: AppContext) -> None:
    """The time until the next try has passed."""
    with context.stores.database.write() as session:
        session.execute(text("UPDATE outbox SET due_at = created_at WHERE status = 'pending'"))


def test_a_clock_that_was_ahead_leaves_no_source_unwatched(context: AppContext) -> None:
    sources = context.catalogue.enabled
    publish(context, sources[0], page("Rings may be listed."), now() + timedelta(days=400))

    assert context.stores.health.due(sources, now()) == list(sources)


@pytest.mark.sqlite
async def test_a_copy_made_while_it_runs_opens_whole(
    context: AppContext, tmp_path: Path, bot_api: BotApi
) -> None:
    """The backup of docs/operations.md, and the way back."""
    change(context, "Rings may be listed.", "Rings must not be listed.")
    copy = tmp_path / "copy.db"
    with (
        sqlite3.connect(str(context.stores.database.engine.url.database)) as source,
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
