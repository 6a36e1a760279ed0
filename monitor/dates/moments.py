"""Parse the time in a field of an API, a feed or a list.

01/02/2026 is ambiguous and is ignored unless the caller gives the order of day and month.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.dates.forms import dates_in
from monitor.parsing.times import read_day, read_epoch, read_http_date, read_moment
from monitor.text import fold

_EPOCH = re.compile(r"^\d{9,11}(?:\.\d+)?$")
_EPOCH_MILLIS = re.compile(r"^\d{12,13}$")
_LAST_EPOCH = 4_102_444_800  # 2100
# 20261125 or 202611251030, digits only: a date, not seconds since 1970.
_COMPACT = re.compile(
    r"^(20\d{2}|19\d{2}(?=\d{4}$))(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{2}){0,3}$"
)
# RFC 5322, section 3.3, as feeds write it.
_MAIL = re.compile(
    r"^(?:[a-z]{3,9},?\s+)?\d{1,2}\s+[a-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}"
    r"|^[a-z]{3}\s+[a-z]{3}\s+\d{1,2}\s+\d{1,2}:\d{2}:\d{2}\s+\d{4}$"
)
# Reject publication dates before computer clocks existed, or long after the time of reading.
_FIRST_YEAR = 1971
_AHEAD = timedelta(days=31)


def moment(value: Any, order: str = "") -> datetime | None:
    """Parse the time in a field of an API or a list: ISO 8601, seconds since 1970, or words.

    `order`: `dmy` or `mdy`, how to read 01/02/2026; '': ignore such a date.
    """
    text = fold(str(value)).casefold()
    if not text or text == "none":
        return None
    return _compact(text) or _epoch(text) or _iso(text) or _mailed(text) or _worded(text, order)


def published(stated: datetime | None, read_at: datetime) -> datetime | None:
    """Return the publication time; None if implausible at `read_at`: the year 1, 2099 or 9999."""
    if stated is None or stated.year < _FIRST_YEAR or stated - read_at > _AHEAD:
        return None
    return stated


def _compact(text: str) -> datetime | None:
    match = _COMPACT.match(text)
    day = read_day(*match.groups()) if match else None
    return _midnight(day)


def _mailed(text: str) -> datetime | None:
    found = read_http_date(text) if _MAIL.match(text) else None
    return found if isinstance(found, datetime) else None


def _epoch(text: str) -> datetime | None:
    if _EPOCH_MILLIS.match(text):
        text = f"{text[:-3]}.{text[-3:]}"
    elif not _EPOCH.match(text):
        return None
    found = read_epoch(text, _LAST_EPOCH)
    return found if isinstance(found, datetime) and found.timestamp() else None


def _iso(text: str) -> datetime | None:
    found = read_moment(text.upper().replace(" UTC", "Z"))
    return found if isinstance(found, datetime) else None


def _worded(text: str, order: str) -> datetime | None:
    found = dates_in(text)
    return _midnight(found[0].day if found else _slashed(text, order))


def _slashed(text: str, order: str) -> object:
    match = re.search(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", text)
    if not match or not order:
        return None
    first, second, year = match.groups()
    day, month = (first, second) if order == "dmy" else (second, first)
    return read_day(year, month, day)


def _midnight(day: object) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if isinstance(day, date) else None
