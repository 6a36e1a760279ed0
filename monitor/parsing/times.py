"""Read times, days, intervals and time zones."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from monitor.parsing.numbers import read_real, read_whole
from monitor.parsing.reason import Unreadable

# Far enough from both ends of the calendar that adding a zone or an interval never overflows.
FIRST_YEAR, LAST_YEAR = 1000, 2999
_SPAN = re.compile(r"(\d{1,60})\s*([mhdw])", re.ASCII)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LONGEST = timedelta(days=365 * 900)


def read_moment(text: str) -> datetime | Unreadable:
    """Read a time in ISO 8601; one without a zone is UTC."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return Unreadable(f"{text[:40]!r} is no time; write 2026-03-01 or 2026-03-01T08:00Z")
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        return Unreadable(f"{text[:40]!r} is too far away; write a year of this time")
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def read_day(year: object, month: object, day: object) -> date | Unreadable:
    """Read a day of the calendar from its three numbers."""
    numbers = [read_whole(year, FIRST_YEAR, LAST_YEAR), read_whole(month), read_whole(day)]
    whole = [number for number in numbers if isinstance(number, int)]
    try:
        return date(*whole)
    except (ValueError, OverflowError, TypeError):
        return Unreadable("is no day of the calendar")


def read_span(text: object) -> timedelta | Unreadable:
    """Read an interval such as 30m, 6h, 7d or 2w."""
    found = _SPAN.fullmatch(str(text))
    if found is None:
        return Unreadable("is no interval; write 30m, 6h or 7d")
    try:
        span = int(found[1]) * _UNITS[found[2]]
    except OverflowError:
        span = timedelta.max
    return span if span <= _LONGEST else Unreadable("is out of bounds; it is longer than 900 years")


def read_epoch(text: object, last: float) -> datetime | Unreadable:
    """Read seconds since 1970, up to `last` of them."""
    seconds = read_real(text, 0, min(last, 32_472_144_000.0))
    return seconds if isinstance(seconds, Unreadable) else datetime.fromtimestamp(seconds, UTC)


def read_http_date(text: str) -> datetime | Unreadable:
    """Read a time as HTTP and mail headers write it (RFC 9110, section 5.6.7)."""
    try:
        parsed = parsedate_to_datetime(text)
        return read_moment(parsed.replace(year=min(parsed.year, LAST_YEAR)).isoformat())
    except Exception:  # noqa: BLE001 - the parser has raised many error types
        return Unreadable(f"{text[:40]!r} is no time of a header")


def read_pause(text: str, now: datetime) -> timedelta | Unreadable:
    """Read the pause that Retry-After states, in either form (RFC 9110, section 10.2.3)."""
    if text.strip().isdecimal():
        seconds = read_whole(text.strip(), most=int(_LONGEST.total_seconds()))
        return timedelta(seconds=seconds) if isinstance(seconds, int) else _LONGEST
    until = read_http_date(text)
    return until if isinstance(until, Unreadable) else max(until - now, timedelta(0))


def read_clock(text: str) -> time | Unreadable:
    """Read a time of the day, such as 8:00 or 22:30."""
    hour, _, minute = text.partition(":")
    hours, minutes = read_whole(hour, 0, 23), read_whole(minute, 0, 59)
    if isinstance(hours, Unreadable) or isinstance(minutes, Unreadable) or len(minute) != 2:
        return Unreadable(f"{text[:40]!r} is no time of the day; write 22:30")
    return time(hours, minutes)


def read_zone(name: str) -> ZoneInfo | Unreadable:
    """Read the name of an IANA time zone."""
    # ZoneInfo raises unexpected errors for an empty name, or for a folder of the database.
    if name not in zones():
        return Unreadable(f"{name[:40]!r} is no time zone; write Asia/Shanghai")
    return ZoneInfo(name)


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())
