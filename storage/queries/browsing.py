"""Lists of changes and documents: filtered, a page at a time, without edits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, defer

from monitor.interests import Interests
from monitor.model import Change, DateKind, Severity, StatedDate
from storage.archive.rows import change_of, dates_of_columns
from storage.archive.search_index import Index, found
from storage.database import Database
from storage.queries.stated_dates import states_between
from storage.tables.changes import ChangeRow, PassageRow, VersionRow

# A search reads so many of the newest matches; then the filter applies.
_SEARCHED = 2_000

_LINE = (
    ChangeRow.id, ChangeRow.source_id, ChangeRow.category, ChangeRow.severity, ChangeRow.topics,
    ChangeRow.detected_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Which changes to list; a field without a value does not filter.

    `sources`: only of these. `words`: all of them occur. `since` exclusive, `until` inclusive.
    `topics`: any of them. `level`: this one alone; `min_severity` does not count then.
    `effective_from` and `effective_until`: a day of force between them, both inclusive.
    `after`: only those with a higher number. `interests`: of a reader.
    """

    category: str = ""
    topic: str = ""
    topics: tuple[str, ...] = ()
    sources: frozenset[str] | None = None
    min_severity: Severity = Severity.MINOR
    level: Severity | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()
    after: int | None = None
    interests: Interests | None = None


class ChangeLine(NamedTuple):
    """What counts need of a change."""

    id: int
    source_id: str
    category: str
    severity: Severity
    topics: tuple[str, ...]
    detected_at: datetime


class StatedLine(NamedTuple):
    """A date that a change states."""

    date: StatedDate
    line: ChangeLine


class ChangePage(NamedTuple):
    """Changes without their edits, the newest first; `next`: the next page's cursor, or None."""

    changes: tuple[Change, ...]
    next: int | None


class RuleLine(NamedTuple):
    """A document that contains the words now: its newest version, and since when."""

    source_id: str
    number: int
    title: str
    recorded_at: datetime


class Browsing:
    """Queries for lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changes(self, filters: ChangeFilter, limit: int, before: int | None = None) -> ChangePage:
        """Return a page of the matching changes; `before`: the cursor of the previous page."""
        query = select(ChangeRow).options(defer(ChangeRow.edits)).where(*matching(filters))
        query = query.where(ChangeRow.id < before) if before is not None else query
        query = query.order_by(ChangeRow.id.desc()).limit(limit + 1)
        with self._database.read() as session:
            if filters.words:
                is_all = before is None and filters == ChangeFilter(words=filters.words)
                most = limit + 1 if is_all else _SEARCHED
                ids = found(session, Index.CHANGES, filters.words, most)
                query = query.where(ChangeRow.id.in_(ids))
            rows = [change_of(row, with_edits=False) for row in session.scalars(query)]
        more = len(rows) > limit
        return ChangePage(tuple(rows[:limit]), rows[limit - 1].id if more else None)

    def every(self, filters: ChangeFilter, at_once: int) -> Iterator[Change]:
        """Yield all matching changes, the newest first; read `at_once` at a time."""
        before: int | None = None
        while True:
            page = self.changes(filters, at_once, before)
            yield from page.changes
            if page.next is None:
                return
            before = page.next

    def lines(self, filters: ChangeFilter) -> list[ChangeLine]:
        """Return all matching changes as lines, the newest first; words do not filter."""
        query = select(*_LINE).where(*matching(filters)).order_by(ChangeRow.id.desc())
        with self._database.read() as session:
            return [_line(*row) for row in session.execute(query)]

    def stated(self, first: date, last: date, filters: ChangeFilter) -> list[StatedLine]:
        """Return the dates from `first` to `last` that matching changes state, the soonest first.

        On a day the gravest comes first; words do not filter.
        """
        query = select(*_LINE, ChangeRow.dates, ChangeRow.effective_date)
        query = query.where(states_between(first, last), *matching(filters))
        with self._database.read() as session:
            found = [
                StatedLine(stated, _line(*row[:-2]))
                for row in session.execute(query)
                for stated in dict.fromkeys(dates_of_columns(*row[-2:]))
                if first <= stated.day <= last and stated.kind is not DateKind.REVISED
            ]
        return sorted(found, key=lambda one: (one.date.day, -one.line.severity, one.line.id))

    def count(self, filters: ChangeFilter) -> int:
        """Count the matching changes; words do not filter."""
        query = select(func.count()).select_from(ChangeRow).where(*matching(filters))
        with self._database.read() as session:
            return session.scalar(query) or 0

    def newest(self) -> int:
        """Return the highest number of a change; 0 before the first."""
        with self._database.read() as session:
            return session.scalar(select(func.max(ChangeRow.id))) or 0

    def rules(self, filters: ChangeFilter, limit: int) -> list[RuleLine]:
        """Return the documents that contain the words now, the newest first."""
        passage = PassageRow.source_id, PassageRow.number
        version = VersionRow.title, VersionRow.recorded_at
        with self._database.read() as session:
            ids = found(session, Index.RULES, filters.words, _SEARCHED)
            query = (
                select(*passage, *version, func.max(PassageRow.id).label("newest"))
                .join(
                    VersionRow,
                    (VersionRow.source_id == PassageRow.source_id)
                    & (VersionRow.number == PassageRow.number),
                )
                .where(PassageRow.id.in_(ids), *_in_time(VersionRow.recorded_at, filters))
                .group_by(*passage, *version)
                .order_by(func.max(PassageRow.id).desc())
            )
            if filters.sources is not None:
                query = query.where(PassageRow.source_id.in_(filters.sources))
            return [RuleLine(*row[:4]) for row in session.execute(query.limit(limit))]

    def passages(self, lines: Iterable[RuleLine]) -> list[list[str]]:
        """Return the texts of those documents, block by block."""
        listed = list(lines)
        query = select(VersionRow.source_id, VersionRow.number, VersionRow.blocks).where(
            tuple_(VersionRow.source_id, VersionRow.number).in_(
                [(line.source_id, line.number) for line in listed]
            )
        )
        with self._database.read() as session:
            texts = {
                (s, n): [block[1] for block in blocks] for s, n, blocks in session.execute(query)
            }
        return [texts.get((line.source_id, line.number), []) for line in listed]

    def last_changes(self, source_ids: Iterable[str]) -> dict[str, datetime]:
        """Return when each of those sources last changed."""
        ids = set(source_ids)
        query = (
            select(ChangeRow.source_id, func.max(ChangeRow.detected_at))
            .where(ChangeRow.severity >= int(Severity.MINOR))
            .group_by(ChangeRow.source_id)
        )
        with self._database.read() as session:
            return {sid: at for sid, at in session.execute(query) if sid in ids}


def _line(
    number: int, source_id: str, category: str, severity: int, topics: list[str], at: datetime
) -> ChangeLine:
    return ChangeLine(number, source_id, category, Severity(severity), tuple(topics), at)


def matching(filters: ChangeFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on a change's row; words are not among them."""
    conditions = [_of_severity(filters), *_in_force(filters)]
    conditions += _in_time(ChangeRow.detected_at, filters)
    if filters.sources is not None:
        conditions.append(ChangeRow.source_id.in_(filters.sources))
    if filters.category:
        conditions.append(ChangeRow.category == filters.category)
    if filters.topic:
        conditions.append(_on_topic(filters.topic))
    if filters.topics:
        conditions.append(or_(*map(_on_topic, filters.topics)))
    if filters.after is not None:
        conditions.append(ChangeRow.id > filters.after)
    if filters.interests:
        conditions.append(_concerns(filters.interests))
    return conditions


def _of_severity(filters: ChangeFilter) -> ColumnElement[bool]:
    if filters.level is not None:
        return ChangeRow.severity == int(filters.level)
    return ChangeRow.severity >= int(filters.min_severity)


def _on_topic(name: str) -> ColumnElement[bool]:
    # Search the JSON list of names as text: the databases search within JSON differently.
    return cast(ChangeRow.topics, Text).contains(f'"{name}"', autoescape=True)


def _in_force(filters: ChangeFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.effective_from:
        conditions.append(ChangeRow.effective_date >= filters.effective_from)
    if filters.effective_until:
        conditions.append(ChangeRow.effective_date <= filters.effective_until)
    return conditions


def _concerns(interests: Interests) -> ColumnElement[bool]:
    """Whether a change concerns a reader: the same as `Interests.has`."""
    of_sources = ChangeRow.source_id.in_(interests.sources)
    if not interests.has_topics:
        return of_sources
    conditions: list[ColumnElement[bool]] = []
    if interests.topics:
        conditions.append(or_(*map(_on_topic, sorted(interests.topics))))
    if interests.within is not None:
        conditions.append(ChangeRow.source_id.in_(interests.within))
    return or_(of_sources, and_(*conditions))


def _in_time(
    column: InstrumentedAttribute[datetime], filters: ChangeFilter
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.since:
        conditions.append(column > filters.since)
    if filters.until:
        conditions.append(column <= filters.until)
    return conditions
