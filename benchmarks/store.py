"""What the store takes and gives: versions, a fan-out, a long queue, a long history.

    .venv/bin/python -m benchmarks.store [--database=sqlite|postgresql] [--rows=1000000] [--readers=100000]

The rival of each figure is the raw limit: the same number of bare rows written by the driver, or the
database's answer to `SELECT 1`. The queue is drained by claiming and marking, without sending.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from benchmarks.year import capture
from monitor.audience import ChannelName, Frequency, MessageKind
from storage.archive.search_index import Index, index_terms
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.outbox import Outbox
from storage.queries.history import History
from storage.tables.changes import ChangeRow, VersionRow
from storage.tables.delivery import OutboxRow
from storage.tables.subscribers import SubscriberRow, SubscriptionRow
from tests.doubles.postgresql import database_url

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
_SOURCES = 1_000
_AT_ONCE = 10_000
# As texts have them: the commonest word in most changes, the twentieth in one of thirteen.
_COMMON = "seller listing account order days fee".split()
_NAMED = "battery penalty trademark jewellery customs tariff refund licence appeal".split()
_WORDS = [*_COMMON, *(f"w{n}" for n in range(14)), *_NAMED, *(f"word{n}" for n in range(5_000))]
_WEIGHTS = [1 / rank for rank in range(1, len(_WORDS) + 1)]
_ZH = [
    "卖家",
    "商品",
    *(f"第{n}条" for n in range(60)),
    "锂电池",
    "检测报告",
    "关税",
    "退款",
    "下架",
]
_ZH_WEIGHTS = [1 / rank for rank in range(1, len(_ZH) + 1)]


def main() -> None:
    """Print the figures of one database."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    rows, readers = int(given.get("rows", "1000000")), int(given.get("readers", "100000"))
    with _opened(given.get("database", "sqlite")) as database:
        print(database.engine.dialect.name)
        versions_per_second(database)
        fan_out(database, readers)
        drain(database, rows)
        look_back(database, rows)


def versions_per_second(database: Database, count: int = 1_000) -> None:
    """Captures with a new text and a change each, beside as many bare rows."""
    archive = SqlArchive(database)

    def keep() -> None:
        for n in range(count):
            capture(archive, 12 * n, 0)

    seconds = _timed(keep)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id integer PRIMARY KEY, body text)"))
    bare = text("INSERT INTO bare VALUES (:id, :body)")

    def write() -> None:
        for n in range(count):
            with database.write() as session:
                session.execute(bare, {"id": n, "body": "x" * 20_000})

    limit = _timed(write)
    print(
        f"  versions with a change: {count / seconds:6.0f} a second"
        f" ({limit / seconds:.2f} x bare rows, a transaction each)"
    )


def fan_out(database: Database, readers: int) -> None:
    """One change to so many subscribers, in its own transaction."""
    people = [
        {"id": n, "chat_id": n, "language": "zh", "timezone": "UTC", "digest_hour": 8, "created_at": NOW}
        for n in range(1_000, readers + 1_000)
    ]  # fmt: skip
    wanted = [
        {"subscriber_id": n["id"], "target": "platform-policy", "frequency": Frequency.INSTANT}
        for n in people
    ]
    with database.write() as session:
        session.execute(insert(SubscriberRow), people)
        session.execute(insert(SubscriptionRow), wanted)
    archive = SqlArchive(database)
    seconds = _timed(lambda: capture(archive, 12 * 5_000, 0))
    pending = Outbox(database).waiting(datetime.now(UTC))[ChannelName.TELEGRAM]
    bare = text("INSERT INTO bare VALUES (:id, 'x')")

    def write() -> None:
        with database.write() as session:
            session.execute(bare, [{"id": n} for n in range(1_000_000, 1_000_000 + pending)])

    limit = _timed(write)
    print(
        f"  one change, {pending} rows owed: {seconds:6.2f} s"
        f" ({seconds / limit:.1f} x the time of bare rows)"
    )


def drain(database: Database, rows: int) -> None:
    """Rows a second, claimed and marked as sent, with a full, a half and an almost empty queue."""
    with database.write() as session:
        session.execute(text("DELETE FROM outbox"))
        people = [row[0] for row in session.execute(text("SELECT id FROM subscribers"))]
        for start in range(0, rows, _AT_ONCE):
            session.execute(
                insert(OutboxRow),
                [
                    {"subscriber_id": people[n % len(people)], "kind": MessageKind.ALERT, "channel": "telegram",
                     "change_id": 1 + n // len(people), "position": n, "created_at": NOW, "due_at": NOW}
                    for n in range(start, start + _AT_ONCE)
                ],
            )  # fmt: skip
    _settle(database)
    outbox, at = Outbox(database), datetime.now(UTC)
    rates = []
    for left in (rows, rows // 2, rows // 50):
        with database.write() as session:
            drop = text("UPDATE outbox SET status = 'sent' WHERE position < :position")
            session.execute(drop, {"position": rows - left})
        _settle(database)
        done, began = 0, time.perf_counter()
        while done < 2_000:
            pending = outbox.claim([ChannelName.TELEGRAM], at, 64)
            outbox.sent(pending, "1", at)
            done += len(pending)
        rates.append(done / (time.perf_counter() - began))
    rates_text = ", ".join(f"{rate:.0f}" for rate in rates)
    print(f"  queue of {rows}: {rates_text} a second with all, half, a fiftieth left")


def look_back(database: Database, rows: int) -> None:
    """Milliseconds of each question, beside `SELECT 1`."""
    _fill(database, rows)
    history = History(database)
    since = NOW - timedelta(hours=1)
    questions: dict[str, Callable[[], Any]] = {
        "latest": lambda: history.version("source-7"),
        "history, 1000 versions": lambda: history.versions("source-7"),
        "changes --since, 100": lambda: history.changes(since=since, limit=100),
        "changes of a topic": lambda: history.changes(topic="batteries", limit=20),
        "search, a rare word": lambda: history.search(["zanzibar"], 20),
        "search, the commonest": lambda: history.search(["seller"], 20),
        "search, a usual word": lambda: history.search(["battery"], 20),
        "search, two words": lambda: history.search(["battery", "penal"], 20),
        "search in Chinese": lambda: history.search(["检测报告", "关税"], 20),
        "search, nothing there": lambda: history.search(["battery", "xyzzy"], 20),
    }
    with database.read() as session:
        one = _median(lambda: session.scalar(text("SELECT 1")))
    print(f"  history of {rows} versions and changes; SELECT 1 takes {one * 1000:.2f} ms")
    for name, ask in questions.items():
        print(f"    {name:<26}{_median(ask) * 1000:8.1f} ms")


def _fill(database: Database, rows: int) -> None:
    chance = random.Random(1)
    for start in range(0, rows, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, rows))
        said = {n + 10_000_000: _words(chance, n) for n in numbers}
        with database.write() as session:
            session.execute(insert(VersionRow), [_version(n) for n in numbers])
            session.execute(insert(ChangeRow), [_change(n, said[n + 10_000_000]) for n in numbers])
            index_terms(session, Index.CHANGES, said)
    _settle(database)


def _words(chance: random.Random, number: int) -> str:
    rare = " zanzibar" if number % 100_003 == 0 else ""
    latin = chance.choices(_WORDS, _WEIGHTS, k=12)
    return " ".join([*latin, *chance.choices(_ZH, _ZH_WEIGHTS, k=4)]) + rare


def _version(number: int) -> dict[str, Any]:
    return {
        "source_id": f"source-{number % _SOURCES}-x" if number % _SOURCES != 7 else "source-7",
        "number": 1_000_000 + number // _SOURCES, "key": "", "recorded_at": _at(number), "reason": "content",
        "title": "Rules", "url": "", "blocks": [], "links": [], "text_sha256": f"{number:064}",
        "snapshot_sha256": "", "chain_sha256": f"{number:064}", "extraction_key": "",
    }  # fmt: skip


def _change(number: int, words: str) -> dict[str, Any]:
    return {
        "id": number + 10_000_000, "source_id": f"source-{number % _SOURCES}", "category": "platform-policy",
        "kind": "content", "detected_at": _at(number), "severity": 2, "summary": words, "title": "Rules", "url": "",
        "topics": ["batteries"] if number % 10 == 0 else [], "reasons": [], "edits": [], "to_version": 2,
    }  # fmt: skip


def _at(number: int) -> datetime:
    return NOW - timedelta(seconds=(1_000_000 - number) * 10)


def _settle(database: Database) -> None:
    """What PostgreSQL does by itself within minutes, and SQLite at `db vacuum`."""
    with database.engine.connect() as connection:
        own = connection.execution_options(isolation_level="AUTOCOMMIT")
        own.execute(
            text("ANALYZE" if database.engine.dialect.name == "sqlite" else "VACUUM ANALYZE")
        )


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _median(ask: Callable[[], Any]) -> float:
    return median(_timed(ask) for _ in range(11))


@contextmanager
def _opened(kind: str) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder, database_url(kind, Path(folder)) as url:
        database = Database(url)
        database.upgrade()
        yield database
        database.close()


if __name__ == "__main__":
    main()
