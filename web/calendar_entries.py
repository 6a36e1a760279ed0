"""What the calendar shows on a day: dates that changes state, the next dates of lawsuits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.cases import Case
from monitor.cases import wording as lawsuits
from monitor.language import Language
from monitor.model import Change, DateKind, Severity
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.wording import headline, source_name
from storage.queries.browsing import ChangeFilter
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
    return [
        CalendarEntry(day=stated.day, kind=_KINDS[stated.kind], change=change)
        for stated in dates_of(change)
    ]


def entries_between(
    context: WebContext, first: date, last: date, filters: ChangeFilter, *, place: str = ""
) -> list[CalendarEntry]:
    """Return the entries from `first` to `last` that the filters select, the soonest first.

    `place`: the jurisdiction among the filters, or ''.
    """
    stating = context.stores.browsing.stating(first, last, filters)
    every = [entry for change in stating for entry in entries_of(change)]
    found = [entry for entry in every if first <= entry.day <= last]
    if _asks_for_cases(filters, place):
        cases = context.stores.cases.next_dates(first, last)
        found += [
            CalendarEntry(day=case.next_date, kind=EntryKind.CASE, case=case)
            for case in cases
            if case.next_date and _matches(case, filters)
        ]
    return sorted(found, key=_order)


def _order(entry: CalendarEntry) -> tuple[date, tuple[int, int], str]:
    rank = entry.change.rank if entry.change else (0, 0)
    return entry.day, rank, entry.uid


def _asks_for_cases(filters: ChangeFilter, place: str) -> bool:
    """Whether a lawsuit may match: it is of no source, and all are of one country."""
    is_open = filters.sources is None or place == _COURTS_PLACE
    return is_open and filters.category in {"", _COURTS_CATEGORY} and filters.level is None


def _matches(case: Case, filters: ChangeFilter) -> bool:
    """Whether a lawsuit is about the chosen goods."""
    wanted = set(filters.interests.topics) if filters.interests else set()
    is_chosen = filters.interests is None or bool(wanted & set(case.goods))
    return is_chosen and (not filters.topic or filters.topic in case.goods)
