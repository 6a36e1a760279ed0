"""One document's history through the tracker and the archive: what became of each capture.

    python -m benchmarks.history FILE.jsonl.xz [--select CSS] [--json]

FILE (.jsonl or .jsonl.xz) holds one JSON object a line, the oldest first: `date` and either `text`
in Markdown or `html`. Each capture is looked at again after 25 hours and after 4 days where it
stood, as a service does. With --json a line for each capture: its date, the outcome that the checks
came to in the end, verdict, level, effective_date, reasons, summary and refused.
"""

import argparse
import json
import lzma
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from monitor.model import Change, Outcome, Severity, Snapshot, VersionReason
from monitor.parsing import Unreadable
from monitor.parsing.json import read_json
from monitor.parsing.selectors import read_selector
from monitor.parsing.times import read_moment
from monitor.ports import CheckResult, Fetched
from monitor.source import Kind, Source
from monitor.text import sha256
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.queries.history import History
from storage.tracker import Tracker

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_URL = "https://archive.example.org/document"
# A service looks again: a capture in quarantine is confirmed, a return is found to stay.
_LOOKS_AGAIN = (timedelta(hours=25), timedelta(days=4))
# What a capture came to in the end, the strongest first; the last of the other outcomes counts.
_STRONGEST = (Outcome.CHANGED, Outcome.FIRST)


class BadHistoryError(Exception):
    """A file that holds no history, and why."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A page at a time. `date`: as the file writes it."""

    date: str
    at: datetime
    body: bytes = field(repr=False)
    is_markdown: bool = True
    recorded_as: str = ""


@dataclass(frozen=True, slots=True)
class CaptureOutcome:
    """What the checks of one capture came to, with its change if it made one."""

    capture: Capture
    outcome: Outcome
    verdict: str
    refused: str = ""
    change: Change | None = None

    @property
    def level(self) -> str:
        """Return the level of the change that the capture made."""
        return (self.change.assessment.severity if self.change else Severity.COSMETIC).level


@dataclass(slots=True)
class Replay:
    """The outcomes of all captures, and what their checks took."""

    captures: list[CaptureOutcome] = field(default_factory=list)
    reasons: Counter[VersionReason] = field(default_factory=Counter)
    checks: int = 0
    rejected_checks: int = 0
    seconds: float = 0.0


def main() -> None:
    """Print what became of each capture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--select", default="", help="CSS of the main content, for `html`")
    parser.add_argument("--json", action="store_true", help="one JSON line for each capture")
    given = parser.parse_args()
    try:
        captures = list(read_history(given.file))
        replayed = replay(captures, chosen_selector(captures, given.select))
    except BadHistoryError as error:
        print(f"{given.file}: {error}", file=sys.stderr)
        sys.exit(2)
    for one in replayed.captures:
        print(json.dumps(values(one), ensure_ascii=False) if given.json else line(one))


def chosen_selector(captures: list[Capture], given: str) -> str:
    """Return the CSS of the main content; Markdown stands in an element of our own."""
    if all(capture.is_markdown for capture in captures):
        return "main"
    selector = read_selector(given)
    if isinstance(selector, Unreadable):
        raise BadHistoryError(selector.reason)
    return selector


def read_history(file: Path) -> Iterator[Capture]:
    """Yield the captures of a file; BadHistoryError for a line that is none."""
    last: Capture | None = None
    for number, text in enumerate(_lines(file), 1):
        capture = read_capture(text, number)
        if last and capture.at < last.at:
            raise BadHistoryError(f"line {number} is older than the line before")
        yield (last := capture)
    if last is None:
        raise BadHistoryError("holds no captures")


def _lines(file: Path) -> Iterator[str]:
    opened = lzma.open if file.suffix == ".xz" else open
    try:
        with opened(file, "rt", encoding="utf-8") as lines:
            yield from lines
    except OSError as error:
        raise BadHistoryError(f"cannot be read: {error.strerror or error}") from None
    except (EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise BadHistoryError(f"cannot be read: {error}") from None


def read_capture(text: str, number: int) -> Capture:
    """Return the capture of a line."""
    entry = read_json(text)
    if isinstance(entry, Unreadable) or not isinstance(entry, dict):
        raise BadHistoryError(f"line {number} is no JSON object")
    at = read_moment(str(entry.get("date", "")))
    if isinstance(at, Unreadable):
        raise BadHistoryError(f"line {number} has no date: {at.reason}")
    return Capture(
        date=str(entry["date"]),
        at=at,
        body=_body(entry, number).encode(),
        is_markdown=not isinstance(entry.get("html"), str),
        recorded_as=str(entry.get("recorded_as", "")),
    )


def _body(entry: dict[str, Any], number: int) -> str:
    """Return the page of a line."""
    page, text = entry.get("html"), entry.get("text")
    if isinstance(page, str):
        return page
    if isinstance(text, str):
        return f"<main>{_MARKDOWN.render(text)}</main>"
    raise BadHistoryError(f"line {number} has neither text nor html")


def replay(captures: list[Capture], select: str = "main") -> Replay:
    """Return what becomes of captures in gate, diff, judgement and archive, at their dates."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'history.db'}")
        database.upgrade()
        try:
            return _replay(captures, document_source(select), database)
        finally:
            database.close()


def _replay(captures: list[Capture], source: Source, database: Database) -> Replay:
    replayed = Replay()
    tracker = Tracker(SqlArchive(database))
    begun = time.perf_counter()
    checked = [
        [tracker.take(Fetched(source, snapshot(at, capture.body)), at) for at in looks]
        for capture, looks in with_looks_again(captures)
    ]
    replayed.seconds = time.perf_counter() - begun
    history = History(database)
    changes = {change.id: change for change in history.changes(min_severity=Severity.COSMETIC)}
    replayed.reasons.update(version.reason for version in history.versions(source.id))
    for capture, results in zip(captures, checked, strict=True):
        before = replayed.captures[-1].outcome if replayed.captures else None
        replayed.captures.append(outcome_of(capture, results, changes, before))
        replayed.checks += len(results)
        replayed.rejected_checks += sum(r.outcome is Outcome.REJECTED for r in results)
    return replayed


def with_looks_again(captures: list[Capture]) -> Iterator[tuple[Capture, list[datetime]]]:
    """Yield the captures with the times of their checks: an archive keeps differences only."""
    following: Iterable[Capture | None] = [*captures[1:], None]
    for capture, after in zip(captures, following, strict=True):
        again = [capture.at + later for later in _LOOKS_AGAIN]
        yield capture, [capture.at, *(at for at in again if after is None or at < after.at)]


def outcome_of(
    capture: Capture,
    results: list[CheckResult],
    changes: dict[int, Change],
    before: Outcome | None,
) -> CaptureOutcome:
    """Return what the checks of one capture came to in the end. `before`: of the last capture."""
    final = final_result(results)
    change = changes.get(final.change) if final.change is not None else None
    return CaptureOutcome(
        capture=capture,
        outcome=final.outcome,
        verdict=verdict_of(final.outcome, change, before),
        refused=str(final.reason) if final.outcome is Outcome.REJECTED else "",
        change=change,
    )


def final_result(results: list[CheckResult]) -> CheckResult:
    """Return the change that a check made, else the last outcome but for `unchanged`."""
    for outcome in _STRONGEST:
        for result in results:
            if result.outcome is outcome:
                return result
    others = [result for result in results if result.outcome is not Outcome.UNCHANGED]
    return (others or results)[-1]


def verdict_of(outcome: Outcome, change: Change | None, before: Outcome | None) -> str:
    """Return the word that `forewarn compare` has for an outcome."""
    if outcome is Outcome.REJECTED:
        return "broken"
    if outcome is Outcome.CHANGED and change:
        return change.assessment.severity.label
    if before is Outcome.REJECTED and outcome in {Outcome.UNCHANGED, Outcome.COSMETIC}:
        return "recovered"
    return "same" if outcome is Outcome.UNCHANGED else str(outcome)


def values(one: CaptureOutcome) -> dict[str, object]:
    """Return a capture's outcome as JSON values."""
    assessment = one.change.assessment if one.change else None
    effective = assessment.effective_date if assessment else None
    return {
        "date": one.capture.date,
        "outcome": str(one.outcome),
        "verdict": one.verdict,
        "level": one.level,
        "effective_date": effective.isoformat() if effective else None,
        "reasons": [
            {"rule": r.rule, "severity": r.severity.label, "words": list(r.words)}
            for r in (assessment.reasons if assessment else ())
        ],
        "summary": one.change.summary if one.change else "",
        "refused": one.refused,
    }


def line(one: CaptureOutcome) -> str:
    """Return a capture's outcome for people."""
    words = one.refused or (one.change.summary if one.change else "")
    return f"{one.capture.date[:16]:<18}{one.outcome:<11}{one.verdict:<11}{one.level:<13}{words}"


def document_source(select: str) -> Source:
    """Return a source that a catalogue could name."""
    return Source(
        id="document",
        organisation="-",
        title="Document",
        category="platform-policy",
        kind=Kind.PAGE,
        url=_URL,
        language="en",
        select=select,
    )


def snapshot(at: datetime, body: bytes) -> Snapshot:
    """Return a page as a server would send it."""
    return Snapshot(
        source_id="document",
        url=_URL,
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body,
        sha256=sha256(body),
    )


def years(captures: list[Capture]) -> float:
    """Return how long the history is; a tenth of a year at least."""
    return max((captures[-1].at - captures[0].at).days / 365.25, 0.1)


def returns(captures: list[Capture]) -> int:
    """Return how many captures are exactly what stood two to thirteen captures before."""
    digests = [sha256(capture.body) for capture in captures]
    return sum(
        digest in digests[max(0, place - 12) : place] and digest != last
        for place, (last, digest) in enumerate(pairwise(digests))
    )


if __name__ == "__main__":
    main()
