"""Whole histories through the tracker: what would be told, what is kept silent, how fast.

    python benchmarks/history_quality.py DATA [--documents 40]

DATA/full_history holds one compressed file for each document: every version that an archive
recorded of it, with its date. The rival tells every recorded difference.
"""

import argparse
import csv
import json
import lzma
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from markdown_it import MarkdownIt

from monitor.model import Outcome, Snapshot, VersionReason
from monitor.ports import Fetched
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.queries.history import History
from storage.tracker import Tracker

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_MOST_VERSIONS = 150


@dataclass(slots=True)
class Figures:
    """Sums over documents."""

    documents: int = 0
    captures: int = 0
    checks: int = 0
    years: float = 0.0
    returns: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=40)
    arguments = parser.parse_args()
    print_histories(arguments.data, arguments.documents)


def print_histories(data: Path, documents: int) -> None:
    """The figures of evenly chosen documents, beside the rival's."""
    figures = Figures()
    for file in chosen(data / "full_history", documents):
        replay(file, figures)
    told = figures.severities["minor"] + figures.severities["major"]
    every = figures.captures - figures.documents
    silent = figures.reasons[VersionReason.RETURNED]
    print(
        f"whole histories: {figures.documents} documents, {figures.captures} captures, {figures.years:.0f} document years"
    )
    print(
        f"  told a year and document      Forewarn {told / figures.years:.1f}  every difference {every / figures.years:.1f}"
    )
    print(
        f"  told                          {told} ({figures.severities['major']} major), of {every} differences"
    )
    print(f"  refused or held               {figures.outcomes[Outcome.REJECTED]}")
    print(f"  exact returns kept silent     {silent} of {figures.returns}")
    print(f"  checks a second               {figures.checks / figures.seconds:.0f}")


def chosen(folder: Path, documents: int) -> list[Path]:
    """Documents at even steps through the index, whoever they are of."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        files = [folder / row["file"] for row in csv.DictReader(lines)]
    step = max(1, len(files) // documents)
    return files[::step][:documents]


def replay(file: Path, figures: Figures) -> None:
    """One document's versions, at their dates, through gate, diff, judgement and archive."""
    source = Source(
        id="document",
        organisation="-",
        title=file.stem,
        category="platform-policy",
        kind=Kind.PAGE,
        url="https://archive.example.org/document",
        language="en",
        select="main",
    )
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'history.db'}")
        database.upgrade()
        tracker = Tracker(SqlArchive(database))
        captures = list(read(file))[:_MOST_VERSIONS]
        begun = time.perf_counter()
        checks = list(with_looks_again(captures))
        for at, body in checks:
            figures.outcomes[tracker.take(Fetched(source, snapshot(at, body)), at).outcome] += 1
        figures.seconds += time.perf_counter() - begun
        figures.checks += len(checks)
        history = History(database)
        figures.reasons.update(version.reason for version in history.versions("document"))
        figures.severities.update(change.assessment.severity.label for change in history.changes())
        database.close()
    figures.documents += 1
    figures.captures += len(captures)
    figures.years += max((captures[-1][0] - captures[0][0]).days / 365.25, 0.1)
    figures.returns += returns([sha256(body) for _, body in captures])


def with_looks_again(
    captures: list[tuple[datetime, bytes]],
) -> Iterator[tuple[datetime, bytes]]:
    """The captures, each looked at again where it stood: an archive keeps differences only."""
    for (at, body), following in zip(captures, [*captures[1:], None], strict=True):
        yield at, body
        for later in (timedelta(hours=25), timedelta(days=4)):
            if following is None or at + later < following[0]:
                yield at + later, body


def read(file: Path) -> Iterator[tuple[datetime, bytes]]:
    """Dates and pages of what the site itself changed, the oldest first."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["recorded_as"] != "technical":
                body = f"<main>{_MARKDOWN.render(entry['text'])}</main>"
                yield datetime.fromisoformat(entry["date"]), body.encode()


def returns(digests: list[str]) -> int:
    """How many captures are exactly what stood two or more captures before."""
    return sum(
        digest in digests[max(0, place - 13) : place - 1] and digest != digests[place - 1]
        for place, digest in enumerate(digests)
    )


def snapshot(at: datetime, body: bytes) -> Snapshot:
    """A page as a server would send it."""
    return Snapshot(
        source_id="document",
        url="https://archive.example.org/document",
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body,
        sha256=sha256(body),
    )


if __name__ == "__main__":
    main()
