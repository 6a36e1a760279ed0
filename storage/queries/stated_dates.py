"""Finds the changes that state a date of a span of days."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Text, and_, cast, or_

from storage.tables.changes import ChangeRow

# A longer span is searched year by year.
_MOST_MONTHS = 15
_MONTHS = 12


def states_between(first: date, last: date) -> ColumnElement[bool]:
    """Whether a row may state a date of that time: most rows are sorted out by their text."""
    text = cast(ChangeRow.dates, Text)
    stated = [text.contains(f'"{start}-', autoescape=True) for start in _starts(first, last)]
    # A change older than the column of all dates has its effective date only.
    alone = and_(ChangeRow.effective_date >= first, ChangeRow.effective_date <= last)
    return or_(alone, *stated)


def _starts(first: date, last: date) -> Iterator[str]:
    """Yield how the dates of that time begin: `2026-12` for each month, or `2026` for each year."""
    start, end = (day.year * _MONTHS + day.month - 1 for day in (first, last))
    if end - start < _MOST_MONTHS:
        for number in range(start, end + 1):
            yield f"{number // _MONTHS:04}-{number % _MONTHS + 1:02}"
    else:
        for year in range(first.year, last.year + 1):
            yield f"{year:04}"
