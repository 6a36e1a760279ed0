"""Exports changes for other programs: JSON Lines, and CSV that is safe from formula injection."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from monitor.cases import Case
from monitor.cases.courts import firm_name
from monitor.hyperlink import safe_link
from monitor.language import Language
from monitor.model import Change, DateKind
from monitor.wording import headline

COLUMNS = (
    "id", "source", "category", "kind", "severity", "topics", "effective_date", "deadlines",
    "detected_at", "title", "summary", "url", "from_version", "to_version", "event",
    "level", "headline",
)  # fmt: skip
# What a spreadsheet interprets as a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(change: Change) -> dict[str, Any]:
    """Return a change as plain values; days and times in ISO 8601."""
    assessment = change.assessment
    deadlines = [s.day.isoformat() for s in assessment.dates if s.kind is DateKind.DEADLINE]
    return {
        "id": change.id,
        "source": change.source_id,
        "category": change.category,
        "kind": change.kind.value,
        "severity": assessment.severity.label,
        "topics": list(assessment.topics),
        "effective_date": assessment.effective_date and assessment.effective_date.isoformat(),
        "deadlines": deadlines,
        "detected_at": change.detected_at.isoformat(),
        "title": change.title,
        "summary": change.summary,
        "url": safe_link(change.url),
        "from_version": change.from_version,
        "to_version": change.to_version,
        "event": change.event_id,
        "level": assessment.severity.level,
        "headline": headline(change, Language.EN),
    }


def case_row(case: Case) -> dict[str, Any]:
    """Return a lawsuit as plain values; days and times in ISO 8601."""
    return {
        "id": case.id,
        "event": case.event_id,
        "court": case.court,
        "docket": case.docket,
        "plaintiff": case.plaintiff,
        "brand": case.brand,
        "law_firm": firm_name(case.law_firm, Language.EN),
        "goods": list(case.goods),
        "defendants": case.defendants,
        "defendant_count": case.defendant_count,
        "stage": case.stage.key if case.stage else None,
        "next_date": case.next_date and case.next_date.isoformat(),
        "opened_at": case.opened_at.isoformat(),
        "updated_at": case.updated_at.isoformat(),
    }


def as_json_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield one line per change."""
    return (json.dumps(row(change), ensure_ascii=False) + "\n" for change in changes)


def as_csv(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the header, then one line per change; join lists by spaces."""
    yield _line(COLUMNS)
    for change in changes:
        yield _line(_cell(value) for value in row(change).values())


# The export formats by name.
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
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
