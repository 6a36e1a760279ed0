"""The list of what operators did, and taking acts back."""

from starlette.requests import Request
from starlette.responses import Response

from web import query_params
from web.context import WebContext
from web.pages.operator.access import Form
from web.pages.operator.act_lines import act_lines, undo
from web.pages.operator.flash import Flash, operator_page, redirect
from web.sessions import Sessions

_LISTED = 50
_MOST_UNDONE = 200


def acts(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """List the acts of all operators, the newest first."""
    before = query_params.cursor(request)
    found = context.stores.operator_acts.latest(_LISTED + 1, before)
    listed = found[:_LISTED]
    return operator_page(
        context,
        sessions,
        request,
        "operator_acts.html.j2",
        acts_done=act_lines(context, listed),
        next_before=listed[-1].id if len(found) > _LISTED else None,
        sources=context.sources,
    )


def undo_acts(context: WebContext, request: Request, form: Form) -> Response:
    """Take acts back, each that still can be."""
    del request
    ids = [query_params.number(one) for one in form.values("id")[:_MOST_UNDONE]]
    flashes = [undo(context, one, form.by) for one in ids]
    return redirect(context, form.next_path("/operator/acts"), _summed(flashes))


def _summed(flashes: list[Flash]) -> list[Flash]:
    """Say each of a few; count the many that were done."""
    done = [one for one in flashes if one.is_done]
    if len(done) < 2:
        return flashes
    rest = [one for one in flashes if not one.is_done]
    return [Flash(key="said_undone", values={"count": len(done)}), *rest]
