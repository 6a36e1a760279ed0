"""The database opens, migrates, waits for its turn, and says plainly when it cannot."""

import signal
import sqlite3
import subprocess
import sys
import threading
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from monitor.audience import ChannelName, Frequency
from monitor.errors import ConfigurationError, StorageError
from monitor.language import Language
from storage import database as opening
from storage.archive.health import SourceHealth
from storage.database import Database
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests
from storage.delivery.personal_data import PersonalData
from storage.delivery.subscribers import Subscribers
from storage.migrate import alembic_config
from storage.queries.history import History
from storage.tables.declarative import Base
from tests.lab import PATIENCE

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
# Two readers, their digest, an alert under way and changes, as revision 2 held them.
SEED = """
INSERT INTO subscribers (id, language, timezone, digest_hour, chat_id, email, email_pending, email_code, email_code_until, email_code_tries, active, created_at) VALUES (1, 'zh', 'Asia/Shanghai', 8, 4711, NULL, 'li@example.org', '123456', '2026-03-01 08:30:00', 1, 1, '2026-02-01 08:00:00'), (2, 'en', 'UTC', 8, NULL, 'wang@example.org', '', '', NULL, 0, 1, '2026-02-01');
INSERT INTO subscriptions VALUES (1, 'batteries', 'daily'), (1, 'toys', 'instant'), (2, 'customs-border', 'daily');
INSERT INTO digests (id, subscriber_id, local_date, since, until) VALUES (5, 1, '2026-02-10', '2026-02-09 00:00:00', '2026-02-10 00:00:00');
INSERT INTO changes (id, source_id, category, kind, detected_at, severity, summary, title, url, topics, reasons, edits, to_version) VALUES (1, 's', 'platform-policy', 'content', '2026-02-09 09:00:00', 2, '', '', '', '["batteries"]', '[]', x'789c8b8e0500011500b9', 2), (2, 's', 'platform-policy', 'content', '2026-02-11 09:00:00', 2, '', '', '', '["batteries"]', '[]', x'789c8b8e0500011500b9', 3), (3, 's', 'customs-border', 'content', '2026-02-11 09:00:00', 1, '', '', '', '["toys"]', '[]', x'789c8b8e0500011500b9', 4), (4, 's', 'customs-border', 'content', '2026-02-11 09:00:00', 0, '', '', '', '[]', '[]', x'789c8b8e0500011500b9', 5);
INSERT INTO outbox (id, subscriber_id, kind, channel, change_id, status, created_at, due_at, attempts) VALUES (9, 1, 'alert', 'telegram', 2, 'pending', '2026-02-11 09:00:00', '2026-02-11 09:00:00', 0);
INSERT INTO deliveries (outbox_id, attempted_at, outcome, receipt, error) VALUES (9, '2026-02-11', 'failed', '', '');
INSERT INTO feedback VALUES (1, 1, 0, '2026-02-11')
"""


def test_migrations_make_the_tables_that_the_program_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)

        assert compare_metadata(context, Base.metadata) == []


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """The workers' queue is a library's; what search keeps, each database has its own way for."""
    theirs = ("procrastinate_", "change_terms", "rule_terms")
    return kind != "table" or not (name or "").startswith(theirs)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert database.upgrade() == (database.newest_revision(), database.newest_revision())


def test_sqlite_survives_power_loss_and_keeps_its_references(tmp_path: Path) -> None:
    opened = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with opened.read() as session:
        pragmas = [
            session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert pragmas == ["wal", 2, 1]


def test_four_writers_at_once_all_succeed(database: Database) -> None:
    subscribers = Subscribers(database)
    errors: list[Exception] = []

    def write(start: int) -> None:
        try:
            for chat_id in range(start, start + 50):
                subscribers.welcome(chat_id, Language.EN, NOW)
        except Exception as error:  # noqa: BLE001 - told by the assertion, outside the thread
            errors.append(error)

    threads = [
        threading.Thread(target=write, args=(start,)) for start in (1_000, 2_000, 3_000, 4_000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert subscribers.count() == 200


def test_a_locked_database_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_BUSY_SECONDS", 0.1)
    opened = Database(f"sqlite:///{tmp_path / 'a.db'}")
    opened.upgrade()
    with sqlite3.connect(tmp_path / "a.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            Subscribers(opened).welcome(1, Language.EN, NOW)
        other.execute("ROLLBACK")

    assert Subscribers(opened).welcome(1, Language.EN, NOW).chat_id == 1


def test_a_folder_that_does_not_exist_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot open the database"):
        Database(f"sqlite:///{tmp_path / 'gone' / 'a.db'}").revision()


@pytest.mark.parametrize("url", ["nonsense", "mysqlx://a/b", ""])
def test_an_address_that_is_none_names_the_setting(url: str) -> None:
    with pytest.raises(ConfigurationError, match="FOREWARN_DATABASE_URL"):
        Database(url)


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="newer Forewarn"):
        database.upgrade()


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive"):
        Subscribers(database).welcome(1, Language.EN, datetime(2026, 3, 1))  # noqa: DTZ001 - the fault


def test_a_database_of_the_first_release_keeps_its_data(tmp_path: Path) -> None:
    """What was stored at revision 0001 is there, and read, at the newest one."""
    opened = Database(f"sqlite:///{tmp_path / 'old.db'}")
    command.upgrade(alembic_config(opened.engine), "0001")
    with opened.write() as session:
        session.execute(
            text(
                "INSERT INTO source_health (source_id, outcome, reason, failures, told_at, url, etag,"
                " last_modified, body_sha256, extraction_key, held_sha256)"
                " VALUES ('rule', 'failed', 'timeout: -', 3, '2026-03-01 08:00:00', '', '', '', '', '', '')"
            )
        )
        session.execute(
            text(
                "INSERT INTO changes (source_id, category, kind, detected_at, severity, summary, title, url,"
                " topics, effective_date, reasons, edits, from_version, to_version)"
                " VALUES ('rule', 'platform-policy', 'content', '2026-03-01 08:00:00', 2, 's', 't', 'u',"
                " '[]', '2027-03-01', '[]', :edits, 1, 2)"
            ),
            {"edits": zlib.compress(b"[]")},
        )
    opened.upgrade()
    (health,) = SourceHealth(opened).everything()
    (change,) = History(opened).changes()

    assert (health.failures, health.notified_count) == (3, 1)
    assert str(change.assessment.effective_date) == "2027-03-01"
    opened.close()


def test_an_upgrade_keeps_readers_and_what_their_next_digest_owes(tmp_path: Path) -> None:
    """From revision 2 with data in it: nothing that hangs on a subscriber is lost on the way."""
    opened = Database(f"sqlite:///{tmp_path / 'a.db'}")
    command.upgrade(alembic_config(opened.engine), "0002")
    with opened.write() as session:
        for statement in SEED.split(";"):
            session.execute(text(statement))
    opened.upgrade()
    subscribers = Subscribers(opened)
    seller, mailed = subscribers.everyone()
    waiting = Digests(opened).waiting()
    pending = Confirmations(opened).unconfirmed(1, ChannelName.EMAIL)

    assert (seller.chat_id, seller.thread_id, seller.language) == (4711, 0, "zh")
    assert [s.target for s in subscribers.subscriptions(1)] == ["batteries", "toys"]
    assert waiting == {(1, Frequency.DAILY): [2], (mailed.id, Frequency.DAILY): [3]}
    assert pending is not None
    assert (pending.address, pending.code) == ("li@example.org", "123456")
    stored = PersonalData(opened).of(1)
    assert [len(stored[name]) for name in ("outbox", "deliveries", "digests", "feedback")] == [
        1,
        1,
        1,
        1,
    ]
    ((_, last), _) = Digests(opened).recipients()
    assert last.day == date(2026, 2, 10)
    assert subscribers.welcome(4711, Language.EN, NOW).id == 1
    command.downgrade(alembic_config(opened.engine), "0002")
    with opened.read() as session:
        assert session.scalar(text("SELECT count(*) FROM subscriptions")) == 3
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


DYING = """
import os, signal, sys
from sqlalchemy import event
from storage.database import Database

database, left = Database(sys.argv[1]), [int(sys.argv[2])]

def count(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "before_cursor_execute", count)
database.upgrade()
"""


def test_the_newest_revision_is_alembic_s_own(database: Database) -> None:
    head = ScriptDirectory.from_config(alembic_config(database.engine)).get_current_head()

    assert database.newest_revision() == head


@pytest.mark.parametrize("statement", [5, 25, 60, 90])
def test_a_migration_that_is_killed_is_done_whole_or_not_at_all(
    database: Database, statement: int
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    command.downgrade(alembic_config(database.engine), "0002")
    database.close()
    done = subprocess.run(
        [sys.executable, "-c", DYING, url, str(statement)], check=False, timeout=PATIENCE
    )
    opened = Database(url)

    assert done.returncode in {-signal.SIGKILL, 0}
    newest = opened.newest_revision()
    assert opened.revision() == ("0002" if done.returncode else newest)
    assert opened.upgrade()[1] == newest
    assert Subscribers(opened).welcome(1, Language.EN, NOW).id
    opened.close()
