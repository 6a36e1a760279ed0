"""Lawsuits: one, those that filters select, what was reported of one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select

from monitor.cases import Case, CaseEntry, Stage
from monitor.cases.courts import firm_labelled
from monitor.cases.docket import dockets_in
from storage.archive.cases import case_of, cases_of
from storage.database import Database
from storage.tables.cases import CaseEntryRow, CaseRow
from storage.tables.changes import ChangeRow

_MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list; a field without a value does not filter.

    `words`: all of them occur in the names or the number. `is_open`: not dismissed. `since`:
    something was reported after it.
    """

    stage: Stage | None = None
    court: str = ""
    goods: str = ""
    words: tuple[str, ...] = ()
    is_open: bool = False
    since: datetime | None = None


class CasePage(NamedTuple):
    """Cases, the newest first; `next`: the next page's cursor, or None."""

    cases: tuple[Case, ...]
    next: int | None


class Cases:
    """Queries for lawsuits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, case_id: int) -> Case | None:
        """Return one case."""
        return self._first(select(CaseRow).filter_by(id=case_id))

    def of_event(self, event_id: int) -> Case | None:
        """Return the case of an event."""
        reported = (
            select(CaseEntryRow.case_id)
            .join(ChangeRow, ChangeRow.id == CaseEntryRow.change_id)
            .where(ChangeRow.event_id == event_id)
        )
        belongs = or_(CaseRow.event_id == event_id, CaseRow.id.in_(reported))
        return self._first(select(CaseRow).where(belongs).order_by(CaseRow.id))

    def of_change(self, change_id: int) -> Case | None:
        """Return the case that a change reports of."""
        return self._first(
            select(CaseRow)
            .join(CaseEntryRow, CaseEntryRow.case_id == CaseRow.id)
            .where(CaseEntryRow.change_id == change_id)
        )

    def of_docket(self, typed: str) -> list[Case]:
        """Return the cases with that docket number, one for each court that uses it."""
        keys = dockets_in(typed)
        query = select(CaseRow).where(CaseRow.docket_key.in_(keys)).order_by(CaseRow.id)
        with self._database.read() as session:
            return cases_of(session.scalars(query))

    def listed(self, chosen: CaseFilter, before: int | None = None, limit: int = 50) -> CasePage:
        """Return a page of the matching cases; `before`: the cursor of the previous page."""
        query = select(CaseRow).where(*_matching(chosen)).order_by(CaseRow.id.desc())
        query = query.where(CaseRow.id < before) if before is not None else query
        with self._database.read() as session:
            found = cases_of(session.scalars(query.limit(limit + 1)))
        return CasePage(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)

    def updated(self, chosen: CaseFilter, limit: int) -> list[Case]:
        """Return the matching cases of which something was reported last, the newest first."""
        query = select(CaseRow).where(*_matching(chosen))
        query = query.order_by(CaseRow.updated_at.desc(), CaseRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return cases_of(session.scalars(query))

    def next_dates(self, first: date, last: date) -> list[Case]:
        """Return the open cases whose next date is in that time, both days included."""
        query = select(CaseRow).where(
            CaseRow.next_date >= first,
            CaseRow.next_date <= last,
            CaseRow.stage < int(Stage.DISMISSAL),
        )
        with self._database.read() as session:
            return cases_of(session.scalars(query.order_by(CaseRow.next_date, CaseRow.id)))

    def entries(self, case_id: int) -> list[CaseEntry]:
        """Return what was reported of a case, the oldest first."""
        query = (
            select(
                CaseEntryRow.change_id,
                ChangeRow.source_id,
                ChangeRow.title,
                CaseEntryRow.stage,
                CaseEntryRow.at,
            )
            .join(ChangeRow, ChangeRow.id == CaseEntryRow.change_id)
            .where(CaseEntryRow.case_id == case_id)
            .order_by(CaseEntryRow.at, CaseEntryRow.id)
            .limit(_MOST_ENTRIES)
        )
        with self._database.read() as session:
            return [
                CaseEntry(change_id, source_id, title, Stage(stage) if stage else None, at)
                for change_id, source_id, title, stage, at in session.execute(query)
            ]

    def _first(self, query: Select[CaseRow]) -> Case | None:
        with self._database.read() as session:
            row = session.scalars(query.limit(1)).first()
            return case_of(row) if row else None


def _matching(chosen: CaseFilter) -> list[ColumnElement[bool]]:
    conditions = [_has_word(word) for word in chosen.words]
    if chosen.stage:
        conditions.append(CaseRow.stage == int(chosen.stage))
    if chosen.court:
        conditions.append(CaseRow.court == chosen.court)
    if chosen.is_open:
        conditions.append(CaseRow.stage < int(Stage.DISMISSAL))
    if chosen.since:
        conditions.append(CaseRow.updated_at > chosen.since)
    if chosen.goods:
        # The list of names is searched as text, as in `browsing.matching`.
        listed = cast(CaseRow.goods, Text).contains(f'"{chosen.goods}"', autoescape=True)
        conditions.append(listed)
    return conditions


def _has_word(word: str) -> ColumnElement[bool]:
    """Whether a name or the number holds the word; firms also answer to their other names."""
    names = (CaseRow.plaintiff, CaseRow.brand, CaseRow.law_firm, CaseRow.defendants, CaseRow.docket)
    held = [func.lower(name).contains(word.lower(), autoescape=True) for name in names]
    by_key = CaseRow.docket_key.in_(dockets_in(word))
    return or_(*held, CaseRow.law_firm == firm_labelled(word), by_key)
