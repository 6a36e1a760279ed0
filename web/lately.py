"""What the first page tells of the last seven days: counts, the gravest changes, the rest by day."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.audience import Coverage
from monitor.language import Language, about
from monitor.model import Change, Severity
from monitor.source import Source
from monitor.targets import JURISDICTION, jurisdictions_of
from monitor.vocabulary import categories
from storage.queries.browsing import ChangeFilter, ChangeLine
from web.calendar_entries import FoundDate, dates_between
from web.context import WebContext
from web.recent import Recent

# Today and the six days before it.
_DAYS = 6
_TOPICS, _PLACES = 8, 6
_TOP = 3
_AHEAD = timedelta(days=30)
# The days that it is for readers of all languages, and the one that ends.
_KEPT_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many changes there were: each number is that of a list that the page links to."""

    since: date
    levels: Mapping[str, int]
    categories: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]
    places: Sequence[tuple[str, int]]


def first_day(now: datetime) -> date:
    """Return the day since when the first page counts."""
    return now.astimezone(UTC).date() - timedelta(days=_DAYS)


def since(now: datetime) -> ChangeFilter:
    """Return the filter of what the first page counts: that of a list with this day as `since`."""
    return ChangeFilter(since=datetime.combine(first_day(now), time.min, UTC))


def counts_of(
    lines: Collection[ChangeLine],
    concerning: Collection[ChangeLine],
    sources: Mapping[str, Source],
    now: datetime,
) -> Counts:
    """Count the changes; by level only those that concern the reader."""
    by_category = Counter(line.category for line in lines)
    return Counts(
        since=first_day(now),
        levels=Counter(line.severity.level for line in concerning),
        categories=[(name, by_category[name]) for name in categories() if by_category[name]],
        topics=Counter(topic for line in lines for topic in line.topics).most_common(_TOPICS),
        places=_places(lines, sources).most_common(_PLACES),
    )


def gravest(lines: Iterable[ChangeLine], most: int) -> list[int]:
    """Return the numbers of the gravest changes, the newest first among equals."""
    ordered = sorted(lines, key=lambda line: (-line.severity, -line.id))
    return [line.id for line in ordered[:most]]


def newest_of(lines: Iterable[ChangeLine], most: int, language: Language) -> list[int]:
    """Return the numbers of the changes of the newest days, on each day the gravest first."""
    zone = ZoneInfo(about(language)["zone"])

    def place(line: ChangeLine) -> tuple[date, int, int]:
        return (line.detected_at.astimezone(zone).date(), line.severity, line.id)

    return [line.id for line in sorted(lines, key=place, reverse=True)[:most]]


def top_of(lines: Collection[ChangeLine]) -> list[int]:
    """Return the numbers of the most important changes, if there are many; none that is only known."""
    alerting = [line for line in lines if line.severity >= Severity.MAJOR]
    return gravest(alerting, _TOP) if len(lines) > 2 * _TOP else []


def in_order(context: WebContext, numbers: Sequence[int]) -> list[Change]:
    """Load changes without their edits, in this order."""
    found = context.stores.history.changes_of(numbers, with_edits=False)
    by_number = {change.id: change for change in found}
    return [by_number[number] for number in numbers if number in by_number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What all first pages are made of. `ahead`: the dates of the next 30 days."""

    lines: Sequence[ChangeLine]
    ahead: Sequence[FoundDate]
    coverage: Coverage
    newest: int


class Lately:
    """Reads the overview, at most once while a page is fresh, for personal pages are not cached."""

    def __init__(self, context: WebContext) -> None:
        self._context = context
        self._kept = Recent[Overview](context.clock, context.fresh_for, _KEPT_DAYS)

    def overview(self, day: date) -> Overview:
        """Return the overview for readers for whom it is this day."""
        return self._kept.get(day, lambda: overview_of(self._context, day))


def overview_of(context: WebContext, day: date) -> Overview:
    """Read the overview."""
    return Overview(
        lines=context.stores.browsing.lines(since(context.clock())),
        ahead=dates_between(context, day, day + _AHEAD, ChangeFilter()),
        coverage=context.coverage(),
        newest=context.stores.browsing.newest(),
    )


def setup_step(coverage: Coverage, newest: int) -> str:
    """Return how far a new installation is: `empty`, `waiting`, `reading`, `quiet`; '' for an older one."""
    if newest:
        return ""
    if not coverage.watched:
        return "empty"
    if coverage.unread == coverage.watched:
        return "waiting"
    return "reading" if coverage.unread else "quiet"


def _places(lines: Iterable[ChangeLine], sources: Mapping[str, Source]) -> Counter[str]:
    return Counter(
        place.removeprefix(JURISDICTION)
        for line in lines
        if (source := sources.get(line.source_id))
        for place in jurisdictions_of(source)
    )
