"""Changes as rows for other programs: JSON Lines, and CSV that a spreadsheet does not run."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from monitor.hyperlink import safe_link
from monitor.model import Change, DateKind

COLUMNS = (
    "id", "source", "category", "kind", "severity", "topics", "effective_date", "deadlines",
    "detected_at", "title", "summary", "url", "from_version", "to_version", "event",
)  # fmt: skip
# What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(change: Change) -> dict[str, Any]:
    """A change as plain values; days and times in ISO 8601."""
    judged = change.assessment
    deadlines = [s.day.isoformat() for s in judged.dates if s.kind is DateKind.DEADLINE]
    return {
        "id": change.id,
        "source": change.source_id,
        "category": change.category,
        "kind": change.kind.value,
        "severity": judged.severity.label,
        "topics": list(judged.topics),
        "effective_date": judged.effective_date and judged.effective_date.isoformat(),
        "deadlines": deadlines,
        "detected_at": change.detected_at.isoformat(),
        "title": change.title,
        "summary": change.summary,
        "url": safe_link(change.url),
        "from_version": change.from_version,
        "to_version": change.to_version,
        "event": change.event_id,
    }


def as_json_lines(changes: Iterable[Change]) -> Iterator[str]:
    """One line for each change."""
    return (json.dumps(row(change), ensure_ascii=False) + "\n" for change in changes)


def as_csv(changes: Iterable[Change]) -> Iterator[str]:
    """The header, then one line for each change; lists are joined by spaces."""
    yield _line(COLUMNS)
    for change in changes:
        yield _line(_cell(value) for value in row(change).values())


# What an export can be asked for as.
FORMS: dict[str, Callable[[Iterable[Change]], Iterator[str]]] = {
    "jsonl": as_json_lines,
    "csv": as_csv,
}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
