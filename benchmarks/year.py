"""A simulated year of 300 sources: how the database and the memory grow, month by month.

    .venv/bin/python -m benchmarks.year [--sources=300] [--days=365]

Each source is captured once a day. Every capture has other bytes (a counter), a twelfth of them a new
text that is a change, and twenty readers are told of it; each night prunes as the service does.
The rival is the same year without the night: everything kept.
"""

import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, text

from monitor.audience import Frequency
from monitor.language import Language
from monitor.model import (
    Assessment,
    Block,
    ChangeKind,
    Document,
    Edit,
    Op,
    Outcome,
    Severity,
    Snapshot,
    VersionReason,
)
from monitor.ports import ChangeSet, CheckOutcome, NewChange, NewVersion
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.retention import prune
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.subscribers import Subscribers

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
READERS = 20
# Pages of this much text, of words that compress as real ones do.
WORDS = " ".join(f"seller rule {n * 7919 % 10_007} must keep invoice" for n in range(400))


def main() -> None:
    """Print both curves."""
    given = dict(word[2:].split("=") for word in sys.argv[1:])
    sources, days = int(given.get("sources", 300)), int(given.get("days", 365))
    for tidy in (True, False):
        print(
            f"{sources} sources, {days} days, {'thinned each night' if tidy else 'everything kept'}"
        )
        year(sources, days, tidy=tidy)


def year(count: int, days: int, *, tidy: bool) -> None:
    """One year; a line for each month."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "year.db"
        database = Database(f"sqlite:///{file}")
        event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
        database.upgrade()
        invite(Subscribers(database))
        archive = SqlArchive(database)
        for day in range(days):
            for number in range(count):
                capture(archive, number, day)
            at = START + timedelta(days=day, hours=12)
            sent(database)
            if tidy:
                prune(database, at)
            if day % 30 == 29 or day == days - 1:
                tell(database, file, day)
        database.close()


def invite(subscribers: Subscribers) -> None:
    """Readers of everything."""
    for chat_id in range(1, READERS + 1):
        reader = subscribers.welcome(chat_id, Language.EN, START)
        subscribers.subscribe(reader.id, "platform-policy", Frequency.INSTANT)


def capture(archive: SqlArchive, number: int, day: int) -> None:
    """One capture of one source; now and then a change."""
    at = START + timedelta(days=day)
    source = Source(
        id=f"source-{number}", organisation="Harbour", title="Rules", category="platform-policy",
        kind=Kind.PAGE, url="https://harbour.example.org/", language="en",
    )  # fmt: skip
    body = f"{WORDS} seen {day * 1_000 + number} times".encode()
    snapshot = Snapshot(
        source_id=source.id, url=source.url, fetched_at=at, status=200, headers=(), body=body, sha256=sha256(body)
    )  # fmt: skip
    archive.store([snapshot])
    changed = (day + number) % 12 == 0
    versions = (version(day),) if changed else ()
    outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED
    change_set = ChangeSet(outcome=outcome, snapshot=snapshot, accepted=True, versions=versions)
    archive.record([CheckOutcome(source, change_set)], at)


def version(day: int) -> NewVersion:
    """A new text, and the change to it."""
    words = f"From day {day} on sellers must keep each invoice."
    edit = Edit(op=Op.MODIFIED, path=("Rules",), before=words[:-1], after=words, similarity=0.9)
    return NewVersion(
        document=Document(title="Rules", blocks=(Block(("Rules",), WORDS), Block(("Rules",), words))),
        reason=VersionReason.CONTENT,
        text_sha256=sha256(words),
        change=NewChange(
            kind=ChangeKind.CONTENT, summary=words, edits=(edit,), assessment=Assessment(severity=Severity.MAJOR)
        ),
    )  # fmt: skip


def sent(database: Database) -> None:
    """The day's alerts went out."""
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO deliveries (outbox_id, attempted_at, outcome, receipt, error)"
                " SELECT id, created_at, 'sent', '1', '' FROM outbox WHERE status = 'pending'"
            )
        )
        session.execute(text("UPDATE outbox SET status = 'sent' WHERE status = 'pending'"))


def tell(database: Database, file: Path, day: int) -> None:
    """One point of the curve."""
    with database.read() as session:
        counts = [
            session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
            for table in ("snapshots", "versions", "outbox")
        ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"day {day + 1:>3}: {file.stat().st_size / 1e6:7.1f} MB, {counts[0]:>7} captures, {counts[1]:>6} versions,"
        f" {counts[2]:>7} messages, memory {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
