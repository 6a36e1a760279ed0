"""What the calendar shows on a day: dates that changes state, the next dates of lawsuits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from monitor.cases import Case
from monitor.cases import wording as lawsuits
from monitor.interests import Interests
from monitor.language import Language
from monitor.model import Change, DateKind, Severity, StatedDate
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.wording import headline, source_name
from storage.queries.browsing import ChangeFilter, StatedLine
from web.context import WebContext

# Lawsuits against sellers are those of American courts.
_COURTS_CATEGORY = "court-domain-seizure"
_COURTS_PLACE = "us"


class EntryKind(StrEnum):
    """What a day means: `force`: a change applies from it. `due`: act by it. `case`: a lawsuit goes on."""

    FORCE = "force"
    DUE = "due"
    CASE = "case"


_KINDS = {DateKind.EFFECTIVE: EntryKind.FORCE, DateKind.DEADLINE: EntryKind.DUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A day of a change, or of a lawsuit."""

    day: date
    kind: EntryKind
    change: Change | None = None
    case: Case | None = None

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return f"/changes/{self.change.id}" if self.change else f"/cases/{self._case.id}"

    @property
    def uid(self) -> str:
        """Return the name that stays the same in each calendar file.

        A lawsuit has one next date, so a new one moves its entry.
        """
        if self.change:
            return f"{self.kind}-{self.change.id}-{self.day.isoformat()}@forewarn"
        return f"case-{self._case.id}@forewarn"

    @property
    def revised_at(self) -> datetime:
        """Return when it was last revised: a change is never edited (RFC 5545, 3.8.7.2)."""
        return self.change.detected_at if self.change else self._case.updated_at

    @property
    def level(self) -> str:
        """Return the level of the severity; '' of a lawsuit."""
        return self.change.assessment.severity.level if self.change else ""

    @property
    def is_urgent(self) -> bool:
        """Whether a calendar program should remind of it: there is something to do until then."""
        if self.change is None or self.kind is EntryKind.DUE:
            return True
        return self.change.assessment.severity >= Severity.MAJOR

    def title(self, language: Language) -> str:
        """Return what it is about."""
        if self.change:
            return headline(self.change, language) or self.change.source_id
        return lawsuits.case_name(self._case, language)

    def origin(self, sources: Mapping[str, Source], language: Language) -> str:
        """Return whose text states it: a source, or a lawsuit by its number and court."""
        if self.change:
            found = sources.get(self.change.source_id)
            return source_name(found, self.change.source_id, language)
        return lawsuits.case_line(self._case, language)

    @property
    def _case(self) -> Case:
        if self.case is None:
            raise ValueError("an entry is of a change or of a case")
        return self.case


def entries_of(change: Change) -> list[CalendarEntry]:
    """Return an entry for each date that a change states."""
    return [_entry(stated, change) for stated in dates_of(change)]


class FoundDate(NamedTuple):
    """A date before its change is loaded: `stated`, or the next date of a `case`."""

    day: date
    stated: StatedLine | None
    case: Case | None

    def concerns(self, interests: Interests | None) -> bool:
        """Whether a date concerns a reader."""
        if interests is None:
            return True
        if self.stated:
            return interests.has(self.stated.line.source_id, self.stated.line.topics)
        return self.case is not None and not interests.topics.isdisjoint(self.case.goods)


def dates_between(
    context: WebContext, first: date, last: date, filters: ChangeFilter, *, place: str = ""
) -> list[FoundDate]:
    """Return the dates from `first` to `last` that the filters select, the soonest first.

    `place`: the jurisdiction among the filters, or ''.
    """
    stated = context.stores.browsing.stated(first, last, filters)
    found = [FoundDate(one.date.day, one, None) for one in stated]
    if _asks_for_cases(filters, place):
        dated = [
            FoundDate(case.next_date, None, case)
            for case in context.stores.cases.next_dates(first, last)
            if case.next_date and filters.topic in {"", *case.goods}
        ]
        found += [one for one in dated if one.concerns(filters.interests)]
    return sorted(found, key=lambda one: one.day)


def loaded(context: WebContext, found: Iterable[FoundDate]) -> list[CalendarEntry]:
    """Load the changes of dates, without their edits."""
    dates = [*found]
    numbers = {one.stated.line.id for one in dates if one.stated}
    changes = {c.id: c for c in context.stores.history.changes_of(numbers, with_edits=False)}
    return [
        CalendarEntry(day=one.day, kind=EntryKind.CASE, case=one.case)
        if one.stated is None
        else _entry(one.stated.date, changes[one.stated.line.id])
        for one in dates
        if one.stated is None or one.stated.line.id in changes
    ]


def _entry(stated: StatedDate, change: Change) -> CalendarEntry:
    return CalendarEntry(day=stated.day, kind=_KINDS[stated.kind], change=change)


def _asks_for_cases(filters: ChangeFilter, place: str) -> bool:
    """Whether a lawsuit may match: it is of no source, and all are of one country."""
    is_open = filters.sources is None or place == _COURTS_PLACE
    return is_open and filters.category in {"", _COURTS_CATEGORY} and filters.level is None
