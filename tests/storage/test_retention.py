"""What is let go, and what stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from monitor.model import (
    Document,
    Outcome,
    Snapshot,
    VersionReason,
)
from monitor.ports import ChangeSet, CheckOutcome, NewVersion
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.retention import prune, vacuum
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.queries.history import History
from storage.tables.changes import SnapshotRow

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SOURCE = Source(
    id="rules", organisation="Harbour", title="Rules", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/", language="en",
)  # fmt: skip


# A reader, a message that was sent and one that waits.
SENT = """
INSERT INTO subscribers (id, language, timezone, digest_hour, active, created_at) VALUES (1, 'en', 'UTC', 8, true, :at);
INSERT INTO outbox (id, subscriber_id, kind, channel, status, created_at, due_at, attempts) VALUES (1, 1, 'alert', 'telegram', 'sent', :at, :at, 1), (2, 1, 'alert', 'telegram', 'pending', :at, :at, 0);
INSERT INTO deliveries (outbox_id, attempted_at, outcome, receipt, error) VALUES (1, :at, 'sent', '7', '')
"""


def capture(
    database: Database, age: timedelta, *, version: bool = False, accepted: bool = True
) -> int:
    """One capture of that age, each with other bytes."""
    at = NOW - age
    body = f"{at} {version}".encode()
    snapshot = Snapshot(
        source_id=SOURCE.id, url=SOURCE.url, fetched_at=at, status=200, headers=(), body=body,
        sha256=sha256(body),
    )  # fmt: skip
    archive = SqlArchive(database)
    archive.store([snapshot])
    new = NewVersion(
        document=Document(title="Rules", blocks=()),
        reason=VersionReason.COSMETIC,
        text_sha256=str(at),
    )
    change_set = ChangeSet(
        outcome=Outcome.COSMETIC if accepted else Outcome.REJECTED, snapshot=snapshot,
        accepted=accepted, versions=(new,) if version else (),
    )  # fmt: skip
    archive.record([CheckOutcome(SOURCE, change_set)], at)
    with database.read() as session:
        return session.scalar(select(func.max(SnapshotRow.id))) or 0


def kept(database: Database) -> set[int]:
    with database.read() as session:
        return set(session.scalars(select(SnapshotRow.id)))


def test_captures_thin_out_and_what_a_version_came_from_stays(database: Database) -> None:
    old_version = capture(database, timedelta(days=900), version=True)
    too_old = capture(database, timedelta(days=500))
    month = [capture(database, timedelta(days=100, hours=-n)) for n in range(3)]
    day = [capture(database, timedelta(days=10, hours=-n)) for n in range(3)]
    refused = capture(database, timedelta(days=5), accepted=False)
    accepted = capture(database, timedelta(days=4))
    fresh = [capture(database, timedelta(hours=n), accepted=False) for n in (3, 2, 1)]
    gone = prune(database, NOW)

    assert kept(database) == {old_version, month[0], day[0], refused, accepted, *fresh}
    assert too_old not in kept(database)
    assert gone.snapshots == 5
    assert prune(database, NOW).snapshots == 0
    kept_version = History(database).version(SOURCE.id, 1)
    assert kept_version is not None
    assert kept_version.number == 1
    assert SqlArchive(database).accepted_snapshot(SOURCE.id) is not None


@pytest.mark.parametrize(("age", "stays"), [(199, True), (201, False)])
def test_what_was_sent_is_kept_for_two_hundred_days(
    database: Database, age: int, stays: bool
) -> None:
    at = NOW - timedelta(days=age)
    with database.write() as session:
        for statement in SENT.split(";"):
            session.execute(
                text(statement),
                {"at": at.replace(tzinfo=None) if database.engine.dialect.name == "sqlite" else at},
            )
    gone = prune(database, NOW)

    with database.read() as session:
        left = set(session.scalars(text("SELECT id FROM outbox")))
        deliveries = session.scalar(text("SELECT count(*) FROM deliveries"))
    assert left == ({1, 2} if stays else {2})
    assert (deliveries, gone.messages) == ((1, 0) if stays else (0, 1))


def test_space_is_given_back(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    with database.write() as session:
        session.execute(text("CREATE TABLE big (x BLOB)"))
        session.execute(text("INSERT INTO big VALUES (zeroblob(4000000))"))
    with database.write() as session:
        session.execute(text("DROP TABLE big"))
    vacuum(database)

    assert file.stat().st_size < 1_000_000


def test_a_vacuum_works_on_both(database: Database) -> None:
    vacuum(database)
