"""The first page: recent changes, upcoming effective dates, and how much was checked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from monitor.model import Change
from monitor.source import Source
from monitor.targets import JURISDICTION, jurisdictions_of
from monitor.vocabulary import categories
from storage.queries.browsing import ChangeFilter
from web.context import WebContext
from web.rendering import page

_RECENT = timedelta(days=7)
_COUNTED = 2_000
_SHOWN = 12
_UPCOMING = 8


def today(context: WebContext, request: Request) -> Response:
    """Show the first page."""
    now = context.clock()
    recent = context.stores.browsing.changes(ChangeFilter(since=now - _RECENT), _COUNTED).changes
    newest = recent or context.stores.browsing.changes(ChangeFilter(), _SHOWN).changes
    return page(
        request,
        "today.html.j2",
        newest=sorted(newest, key=_order)[:_SHOWN],
        is_lately=bool(recent),
        by_level=Counter(change.assessment.severity.level for change in recent),
        by_category=_in_order(Counter(change.category for change in recent)),
        by_topic=Counter(t for c in recent for t in c.assessment.topics).most_common(8),
        by_place=_places(recent, context.sources).most_common(6),
        coming=context.upcoming(now.date())[:_UPCOMING],
        coverage=context.coverage(),
        sources=context.sources,
    )


def _order(change: Change) -> tuple[tuple[int, int], int]:
    return change.rank, -change.id


def _in_order(counted: Counter[str]) -> list[tuple[str, int]]:
    return [(name, counted[name]) for name in categories() if counted[name]]


def _places(changes: Iterable[Change], sources: Mapping[str, Source]) -> Counter[str]:
    return Counter(
        place.removeprefix(JURISDICTION)
        for change in changes
        if (source := sources.get(change.source_id))
        for place in jurisdictions_of(source)
    )
