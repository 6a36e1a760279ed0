"""Sources that are stored together, each with a past of its own: whose capture is whose."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import select

from monitor.evidence.proof import flaw
from monitor.model import Outcome, Snapshot
from monitor.ports import CheckOutcome, CheckResult, Fetched, NotModified
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.retention import prune
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.migrate import alembic_config
from storage.queries.history import History
from storage.queries.snapshots import Snapshots
from storage.tables.changes import SnapshotRow
from storage.tracker import Tracker
from tests.lab import page

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LONG = "Sellers keep an invoice for each brand. " * 40
BLOCK_PAGE = page("Please sign in to continue.")
SHARED = page("Every shop names its importer.", LONG)
SOURCES = {
    name: Source(
        id=name, organisation="Harbour Market", title=name, category="platform-policy",
        kind=Kind.PAGE, url=f"https://harbour.example.org/{name}", language="en",
    )
    for name in ("rings", "boxes", "lamps", "shoes", "seeds")
}  # fmt: skip


def own(name: str, state: int) -> str:
    return page(f"The {name} rule has come to its wording {state}.", LONG, title=name)


class Archive:
    """Sources whose arrivals are stored in one transaction; a clock that is set by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.snapshots = Snapshots(database)
        self.sql = SqlArchive(database)
        self.tracker = Tracker(self.sql)
        self.now = NOW

    def sees(
        self, pages: Mapping[str, str | None], content_type: str = "text/html"
    ) -> dict[str, CheckResult]:
        """What each source shows; None: it is as it was (304)."""
        self.now += timedelta(hours=1)
        come = [
            NotModified(SOURCES[name])
            if body is None
            else Fetched(SOURCES[name], self._snapshot(name, body.encode(), content_type))
            for name, body in pages.items()
        ]
        states = self.tracker.begin(come)
        judged: list[CheckOutcome] = [
            self.tracker.judge(one, states[one.source.id], self.now) for one in come
        ]
        return {r.source_id: r for r in self.tracker.record(judged, self.now)}

    def flaws(self) -> list[str]:
        found = [self.snapshots.evidence(number) for number in self.snapshots.version_ids()]
        return [
            f"{v.source_id}@{v.number}: {words}"
            for v, s in found
            if (words := flaw(v, s, SOURCES[v.source_id]))
        ]

    def verdicts(self, body: str) -> set[str]:
        """How every stored capture of those bytes was judged."""
        query = select(SnapshotRow.verdict).filter_by(sha256=sha256(body))
        with self.database.read() as session:
            return set(session.scalars(query))

    def _snapshot(self, name: str, body: bytes, content_type: str) -> Snapshot:
        return Snapshot(
            source_id=name, url=SOURCES[name].url, fetched_at=self.now, status=200,
            headers=(("Content-Type", content_type),), body=body, sha256=sha256(body),
        )  # fmt: skip


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def test_a_version_has_its_own_capture_though_another_source_brings_bytes_it_once_stored(
    archive: Archive,
) -> None:
    archive.sees({"rings": own("rings", 1), "boxes": own("boxes", 1)})
    assert archive.sees({"rings": BLOCK_PAGE})["rings"].outcome is Outcome.REJECTED
    results = archive.sees({"boxes": BLOCK_PAGE, "rings": own("rings", 2)})
    assert results["rings"].outcome is Outcome.CHANGED
    assert results["boxes"].outcome is Outcome.REJECTED

    seen = archive.snapshots.of_version("rings", 2)
    assert seen is not None
    assert seen.body == own("rings", 2).encode()
    assert archive.verdicts(BLOCK_PAGE) == {"sign-in"}
    assert archive.verdicts(own("rings", 2)) == {"accepted"}
    assert archive.flaws() == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_together_every_version_is_what_its_capture_says(
    archive: Archive, seed: int
) -> None:
    """Sources share bytes, go back to old ones, meet block pages, and old captures are let go."""
    chance = random.Random(seed)
    for _ in range(16):
        names = chance.sample(sorted(SOURCES), chance.randint(1, len(SOURCES)))
        archive.sees({name: _some(chance, name) for name in names})
        if not chance.randrange(4):
            archive.now += timedelta(days=chance.choice([1, 4, 40, 420]))
            prune(archive.database, archive.now)
        assert archive.flaws() == []


def _some(chance: random.Random, name: str) -> str | None:
    """Its own pages, those of another, pages that several share, a block page, an error, nothing new."""
    other = chance.choice(sorted(SOURCES))
    bodies = [
        own(name, chance.randint(1, 3)),
        own(other, 1),
        SHARED,
        BLOCK_PAGE,
        page("404"),
        "",
        None,
    ]
    return chance.choices(bodies, [5, 1, 1, 1, 1, 1, 1])[0]


def test_bytes_that_are_read_otherwise_by_their_header_are_a_capture_of_their_own(
    archive: Archive,
) -> None:
    body = own("rings", 1)
    refused = archive.sees({"rings": body}, "application/octet-stream")["rings"]
    assert refused.outcome is Outcome.REJECTED
    assert archive.sees({"rings": body})["rings"].outcome is Outcome.FIRST

    seen = archive.snapshots.of_version("rings", 1)
    assert seen is not None
    assert seen.content_type == "text/html"


def test_the_capture_that_an_operator_judges_is_the_one_that_came_last(archive: Archive) -> None:
    """Bytes that come back are not stored again: the newest row is another one."""
    archive.sees({"rings": page("Rings may be listed freely.", LONG * 4)})
    shrunk = page("All is new.", "Sellers keep an invoice for each brand. " * 10)
    archive.sees({"rings": shrunk})
    archive.sees({"rings": BLOCK_PAGE})
    held = archive.sees({"rings": shrunk})["rings"]
    assert held.outcome is Outcome.REJECTED
    assert held.reason.code in {"shrunk", "collapsed"}

    last = archive.sql.last_snapshot("rings")
    assert last is not None
    assert last.body == shrunk.encode()
    result = archive.tracker.accept(SOURCES["rings"], archive.now)
    assert result is not None
    assert result.outcome is Outcome.CHANGED
    version = History(archive.database).version("rings")
    assert version is not None
    assert "All is new." in version.document.text


def test_what_the_next_reading_starts_from_is_not_let_go(archive: Archive) -> None:
    """The page went back to old bytes that became no version; newer ones were stored since."""
    now_and_then = [own("rings", 1) + f"<!-- {number} -->" for number in range(3)]
    for body in (*now_and_then, now_and_then[1]):
        archive.sees({"rings": body})
    archive.now += timedelta(days=500)
    prune(archive.database, archive.now)

    kept = archive.sql.accepted_snapshot("rings")
    assert kept is not None
    assert kept.body == now_and_then[1].encode()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE versions SET snapshot_id = NULL", "has no capture"),
        ("UPDATE versions SET snapshot_id = (SELECT max(id) FROM snapshots)", "one of boxes"),
        ("UPDATE snapshots SET sha256 = 'x' WHERE source_id = 'rings'", "other bytes"),
        ("UPDATE versions SET text_sha256 = 'x'", "not the one that was hashed"),
    ],
)
def test_a_flaw_of_the_evidence_is_named(archive: Archive, statement: str, words: str) -> None:
    archive.sees({"rings": own("rings", 1)})
    archive.sees({"boxes": BLOCK_PAGE})
    with archive.database.write() as session:
        session.connection().exec_driver_sql(statement)
    [found] = archive.flaws()

    assert found.startswith("rings@1: ")
    assert words in found


def test_a_capture_that_gives_another_text_is_a_flaw(archive: Archive) -> None:
    archive.sees({"rings": own("rings", 1)})
    version, snapshot = archive.snapshots.evidence(archive.snapshots.version_ids()[0])
    assert snapshot is not None
    other = own("rings", 2).encode()
    swapped = replace(snapshot, body=other, sha256=sha256(other))

    wrong = replace(version, snapshot_sha256=swapped.sha256)
    assert flaw(wrong, swapped, SOURCES["rings"]) == "its capture does not give its text"
    assert flaw(wrong, swapped, replace(SOURCES["rings"], select="main p")) == ""
    assert flaw(wrong, swapped, None) == ""


def test_an_upgrade_gives_versions_their_own_captures_back(archive: Archive) -> None:
    """As they were bound where A changed while B brought what A had stored."""
    archive.sees({"rings": BLOCK_PAGE})
    archive.sees({"rings": own("rings", 1), "boxes": own("boxes", 1)})
    command.downgrade(alembic_config(archive.database.engine), "0006")
    with archive.database.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE versions SET snapshot_id ="
            " (SELECT min(id) FROM snapshots WHERE source_id = 'rings') WHERE source_id = 'rings'"
        )
    assert len(archive.flaws()) == 1
    archive.database.upgrade()

    assert archive.flaws() == []
