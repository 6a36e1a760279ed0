"""The list of changes with its filters, by day."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from monitor.language import Language, about
from monitor.model import Change
from web import query_params
from web.context import WebContext
from web.filter_chips import FilterChip, chips
from web.locale import language_for
from web.rendering import page

_A_PAGE = 30
# The filters that the form has no field for, and keeps.
_KEPT = ("source", "level", "effective_from", "effective_until", "after", "targets")


def changes(context: WebContext, request: Request) -> Response:
    """List the changes that the filters select."""
    filters = query_params.change_filter(request, context.directory)
    language = language_for(request)
    found = context.stores.browsing.changes(filters, _A_PAGE, query_params.cursor(request))
    in_force = chips(request, context.directory, language)
    params = request.query_params
    return page(
        request,
        "changes.html.j2",
        days=by_day(found.changes, language),
        next=found.next,
        filters=filters,
        chips=in_force,
        looser=() if found.changes else _looser(context, request, in_force),
        kept={name: params[name] for name in _KEPT if params.get(name)},
        sources=context.sources,
        jurisdiction=params.get("jurisdiction", ""),
        organisation=params.get("organisation", ""),
        typed=params.get("q", ""),
        severity=query_params.severity_of(params.get("severity", "")).level,
        until=params.get("until", ""),
        marketplaces=context.directory.marketplaces(),
        directory=context.directory,
        unknown=query_params.unknown_filters(request, context.directory),
    )


def by_day(changes: Iterable[Change], language: Language) -> list[tuple[date, list[Change]]]:
    """Group changes by the day on which they were found, in the reader's time zone."""
    zone = ZoneInfo(about(language)["zone"])
    days: dict[date, list[Change]] = {}
    for change in changes:
        days.setdefault(change.detected_at.astimezone(zone).date(), []).append(change)
    return [*days.items()]


def _looser(
    context: WebContext, request: Request, in_force: Iterable[FilterChip]
) -> list[FilterChip]:
    """Return the filters without any one of which there are changes."""
    found = []
    for chip in in_force:
        query = chip.without.partition("?")[2]
        scope = {**request.scope, "query_string": query.encode("ascii")}
        looser = query_params.change_filter(Request(scope), context.directory)
        if context.stores.browsing.changes(looser, 1).changes:
            found.append(chip)
    return found
