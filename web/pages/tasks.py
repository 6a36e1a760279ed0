"""What a subscriber has still to do, opened by a signed link; its buttons mark changes as done."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Subscriber
from web import query_params
from web.context import WebContext
from web.pages.signed import signed_form
from web.rendering import rendered

_DONE, _REOPEN = "done", "reopen"


def routes(context: WebContext) -> list[Route]:
    """Route `/mine/open/TOKEN`: GET shows the list, POST marks one change as done, or as open."""
    return signed_form(context, "/mine/open/{token}", _show, _save)


def _show(context: WebContext, request: Request, subscriber: Subscriber) -> Response:
    page = rendered(
        "open.html.j2",
        subscriber.language,
        path="",
        query="",
        found=context.stores.tasks.open(subscriber.id, context.clock()),
        sources=context.sources,
        undo=_undo(context, subscriber, request),
    )
    return HTMLResponse(page)


def _save(
    context: WebContext, request: Request, subscriber: Subscriber, fields: Mapping[str, str]
) -> Response:
    done = _mark(context, subscriber, fields)
    # Redirect, so that a reload does not post the form again.
    query = f"?{_DONE}={done}" if done else ""
    return RedirectResponse(f"{request.url.path}{query}", 303)


def _mark(context: WebContext, subscriber: Subscriber, fields: Mapping[str, str]) -> int | None:
    """Mark the change that the form names; return its number if it is done now."""
    tasks, clock = context.stores.tasks, context.clock
    reopened, done = (_number(context, fields.get(name, "")) for name in (_REOPEN, _DONE))
    if reopened is not None:
        tasks.reopen(subscriber.id, reopened)
    elif done is not None:
        tasks.finish(subscriber.id, done, "", clock())
        return done
    return None


def _undo(context: WebContext, subscriber: Subscriber, request: Request) -> int | None:
    """Return the number of the change that the address names, if it is done; else None."""
    number = _number(context, request.query_params.get(_DONE, ""))
    is_done = number and context.stores.tasks.get(subscriber.id, number).is_done
    return number if is_done else None


def _number(context: WebContext, typed: str) -> int | None:
    """Return the number of a change that exists, or None."""
    number = query_params.whole_number(typed, query_params.LARGEST)
    return number if number and context.stores.history.change(number) else None
