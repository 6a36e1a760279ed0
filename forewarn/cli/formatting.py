"""Formats the output of commands: lines for people, JSON lines for scripts."""

import json
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import typer

from monitor.model import BlockKind, Document
from monitor.parsing import Unreadable
from monitor.parsing.times import read_moment, read_span

_BULLETS = {
    BlockKind.HEADING: "# ",
    BlockKind.ITEM: "- ",
    BlockKind.STEP: "- ",
    BlockKind.ROW: "| ",
}


def warn(reason: str) -> None:
    """Print one clear line on standard error."""
    typer.echo(f"forewarn: {' '.join(reason.split())}", err=True)


def print_json(values: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    typer.echo(json.dumps(values, ensure_ascii=False, default=plain))


def plain(value: Any) -> Any:
    """Convert values that JSON does not support: times, enumerations, intervals, paths."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return format_interval(value)
    if isinstance(value, Enum):
        return value.value
    return str(value)


def format_interval(value: timedelta) -> str:
    """Format an interval in the notation of the catalogue."""
    minutes = int(value.total_seconds() // 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0 and minutes >= size:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def parse_moment(word: str, now: datetime) -> datetime:
    """Parse a time of the command line: ISO 8601, or an age like 90m, 24h, 7d, 2w."""
    span = read_span(word)
    parsed = now - span if isinstance(span, timedelta) else read_moment(word)
    if isinstance(parsed, Unreadable):
        is_span = word[:-1].isdecimal()
        reason = f"{word[:40]!r} {span.reason}" if is_span else f"{parsed.reason}, or 7d"  # type: ignore[union-attr]
        raise typer.BadParameter(reason)
    return parsed


def print_document(document: Document) -> None:
    """Print a version's text, headings and items marked."""
    for block in document.blocks:
        typer.echo(f"{_BULLETS.get(block.kind, '')}{block.text}")
