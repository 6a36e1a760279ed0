"""The list of changes with its filters, the events and the calendar."""

from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.audience import UpcomingDate
from monitor.model import Change
from storage.queries.browsing import ChangeFilter
from web import query_params
from web.context import WebContext
from web.feeds.icalendar import calendar_of
from web.locale import language_for
from web.rendering import page

_A_PAGE = 30


def changes(context: WebContext, request: Request) -> Response:
    """List the changes that the filters select."""
    filters = query_params.change_filter(request, context.directory)
    found = context.stores.browsing.changes(filters, _A_PAGE, query_params.cursor(request))
    return page(
        request,
        "changes.html.j2",
        found=found.changes,
        next=found.next,
        filters=filters,
        sources=context.sources,
        jurisdiction=request.query_params.get("jurisdiction", ""),
        unknown=query_params.unknown_filters(request, context.directory),
    )


def events(context: WebContext, request: Request) -> Response:
    """List the enforcement events that several notices report."""
    found = context.stores.events.latest(_A_PAGE + 1, query_params.cursor(request))
    has_more = len(found) > _A_PAGE
    return page(
        request,
        "events.html.j2",
        events=found[:_A_PAGE],
        next=found[_A_PAGE - 1].id if has_more else None,
        sources=context.sources,
    )


def event(context: WebContext, request: Request) -> Response:
    """Show one event with its notices."""
    found = context.stores.events.get(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    notices = context.stores.history.changes_of(one.change_id for one in found.members)
    return page(
        request,
        "event.html.j2",
        event=found,
        found=notices,
        case=context.stores.cases.of_event(found.id),
        sources=context.sources,
    )


def calendar(context: WebContext, request: Request) -> Response:
    """Show what takes effect or falls due in the next 30 days."""
    filters = query_params.change_filter(request, context.directory)
    days: dict[date, list[UpcomingDate]] = {}
    for one in _upcoming(context, filters):
        days.setdefault(one.day, []).append(one)
    return page(
        request,
        "calendar.html.j2",
        days=days,
        filters=filters,
        jurisdiction=request.query_params.get("jurisdiction", ""),
        unknown=query_params.unknown_filters(request, context.directory),
        sources=context.sources,
        today=context.clock().date(),
    )


def calendar_file(context: WebContext, request: Request) -> Response:
    """Serve the same dates as an iCalendar file."""
    filters = query_params.change_filter_of_file(request, context.directory)
    language = language_for(request)
    body = calendar_of(
        _upcoming(context, filters), context.sources, language, context.public_url, context.clock()
    )
    return Response(body, media_type="text/calendar; charset=utf-8")


def _upcoming(context: WebContext, filters: ChangeFilter) -> list[UpcomingDate]:
    return [
        one for one in context.upcoming(context.clock().date()) if _matches(one.change, filters)
    ]


def _matches(found: Change, filters: ChangeFilter) -> bool:
    return (
        filters.category in {"", found.category}
        and (not filters.topic or filters.topic in found.assessment.topics)
        and (filters.sources is None or found.source_id in filters.sources)
        and found.assessment.severity >= filters.min_severity
    )
