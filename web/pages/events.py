"""The events that several notices report, and one of them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web import query_params
from web.context import WebContext
from web.rendering import page

_A_PAGE = 30


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
