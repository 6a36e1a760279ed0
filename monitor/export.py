"""Exports changes for other programs: JSON Lines, and CSV that is safe from formula injection."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.cases import Case
from monitor.cases.courts import firm_name
from monitor.hyperlink import safe_link
from monitor.language import Language
from monitor.model import Change, DateKind
from monitor.organisations import organisation_name
from monitor.source import Source
from monitor.wording import headline, severity_name, source_name

COLUMNS = (
    "id", "source", "category", "kind", "severity", "topics", "effective_date", "deadlines",
    "detected_at", "title", "summary", "url", "from_version", "to_version", "event",
    "level", "headline",
)  # fmt: skip
EXCEL_COLUMNS = ("address", "source_name", "organisation", "level_name", "fact", "dates")
_BYTE_ORDER_MARK = "\ufeff"
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


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export for people adds to each change. `public_url`: of the web pages, or ''."""

    sources: Mapping[str, Source]
    language: Language
    public_url: str

    def columns(self, change: Change) -> dict[str, Any]:
        """Return the columns that follow those of `row`, with words in the reader's language."""
        source = self.sources.get(change.source_id)
        organisation = organisation_name(source.organisation, self.language) if source else ""
        return {
            "address": f"{self.public_url}/changes/{change.id}" if self.public_url else "",
            "source_name": source_name(source, change.source_id, self.language),
            "organisation": organisation,
            "level_name": severity_name(change, self.language),
            "fact": headline(change, self.language),
            "dates": [f"{s.kind.value} {s.day.isoformat()}" for s in change.assessment.dates],
        }


def as_json_lines(changes: Iterable[Change], exported: Exported | None = None) -> Iterator[str]:
    """Yield one line per change."""
    for change in changes:
        more = exported.columns(change) if exported else {}
        yield json.dumps(row(change) | more, ensure_ascii=False) + "\n"


def as_csv(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the header, then one line per change; join lists by spaces."""
    yield _line(COLUMNS)
    for change in changes:
        yield _line(_cell(value) for value in row(change).values())


def as_excel(changes: Iterable[Change], exported: Exported) -> Iterator[str]:
    """Yield the same for Excel, which takes a file without a mark for the system's own encoding."""
    yield _BYTE_ORDER_MARK + _line((*COLUMNS, *EXCEL_COLUMNS))
    for change in changes:
        values = row(change) | exported.columns(change)
        yield _line(_cell(value) for value in values.values())


# The export formats by name.
FORMS: dict[str, Callable[[Iterable[Change]], Iterator[str]]] = {
    "jsonl": as_json_lines,
    "csv": as_csv,
}


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = ("; " if any(" " in one for one in value) else " ").join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
