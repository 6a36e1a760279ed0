"""How commands speak: lines for people, JSON lines for scripts, one line for a fault."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from enum import Enum, IntEnum
from typing import Any, NoReturn

import typer

from monitor.parsing import Unreadable
from monitor.parsing.times import read_moment, read_span


def fail(reason: str, code: int) -> NoReturn:
    """One clear line on standard error, then exit."""
    sys.stderr.write(f"forewarn: {' '.join(reason.split())}\n")
    sys.exit(code)


def warn(reason: str) -> None:
    """One clear line on standard error."""
    typer.echo(f"forewarn: {' '.join(reason.split())}", err=True)


def line(values: dict[str, Any]) -> None:
    """One JSON object on one line."""
    typer.echo(json.dumps(values, ensure_ascii=False, default=plain))


def plain(value: Any) -> Any:
    """What JSON does not know: times, enumerations, intervals, paths."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return interval(value)
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    return str(value)


def interval(value: timedelta) -> str:
    """An interval as the catalogue writes it."""
    minutes = int(value.total_seconds() // 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0 and minutes >= size:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def moment(word: str, now: datetime) -> datetime:
    """A time from the command line: ISO 8601, or back from now as 90m, 24h, 7d, 2w."""
    span = read_span(word)
    parsed = now - span if isinstance(span, timedelta) else read_moment(word)
    if isinstance(parsed, Unreadable):
        is_span = word[:-1].isdecimal()
        told = f"{word[:40]!r} {span.reason}" if is_span else f"{parsed.reason}, or 7d"  # type: ignore[union-attr]
        raise typer.BadParameter(told)
    return parsed
