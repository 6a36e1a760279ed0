"""What a reader without an account chose, kept on the device alone: choose, clear, mark as read."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.chosen_targets import MOST, joined_targets, offered, valid_targets
from web import query_params
from web.context import WebContext
from web.rendering import page, with_query
from web.visitor import (
    Visit,
    chosen_targets,
    is_secure,
    remember_targets,
    remember_visit,
)

_PATH = "/mine"
_TARGET, _CLEAR, _TO = "target", "clear", "to"


def routes(context: WebContext) -> list[Route]:
    """Route `/mine`, where a device chooses, and the lists of what was chosen."""
    return [
        Route(_PATH, partial(_show, context), methods=["GET"]),
        Route(_PATH, partial(_store, context), methods=["POST"]),
        Route(f"{_PATH}/read", partial(_mark_read, context), methods=["POST"]),
        Route(f"{_PATH}/changes", partial(_lead, context, "/changes"), methods=["GET"]),
        Route(f"{_PATH}/calendar", partial(_lead, context, "/calendar"), methods=["GET"]),
    ]


def _show(context: WebContext, request: Request) -> Response:
    return page(
        request,
        "mine.html.j2",
        groups=offered(context.directory),
        chosen=chosen_targets(request, context.directory),
        directory=context.directory,
        most=MOST,
    )


async def _store(context: WebContext, request: Request) -> Response:
    fields = await query_params.form(request)
    names = [] if _CLEAR in fields else fields.get(_TARGET, [])
    response = RedirectResponse("/", 303)
    targets = valid_targets(names, context.directory)
    remember_targets(response, targets, is_secure=is_secure(context, request))
    return response


async def _mark_read(context: WebContext, request: Request) -> Response:
    fields = await query_params.form(request)
    response = RedirectResponse("/", 303)
    visit = await run_in_threadpool(read_to, context, fields.get(_TO, [""])[-1])
    remember_visit(response, visit, is_secure=is_secure(context, request))
    return response


def read_to(context: WebContext, typed: str) -> Visit:
    """Return a visit that has read all up to this number, which the page was made with."""
    newest = context.stores.browsing.newest()
    number = query_params.whole_number(typed, newest)
    seen = newest if number is None else number
    return Visit(seen, newest, int(context.clock().timestamp()) // 60)


def _lead(context: WebContext, path: str, request: Request) -> Response:
    """Lead to the list of what was chosen: its address lists the choices, and anybody may have it."""
    targets = chosen_targets(request, context.directory)
    address = with_query(path, request.url.query, targets=joined_targets(targets))
    return RedirectResponse(address if targets else _PATH, 303)
