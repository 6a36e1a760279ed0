"""Signing in by a link that works once, and signing out."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.operators import operator_name
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.notes import note
from web.pages.operator import unfinished
from web.sessions import Sessions


def routes(context: WebContext, sessions: Sessions) -> list[Route]:
    """Route the links that sign in, and signing out."""
    return [
        Route("/sign-in/{token}", partial(offer, context, sessions), methods=["GET"]),
        Route("/sign-in/{token}", partial(sign_in, context, sessions), methods=["POST"]),
        Route("/sign-out", partial(sign_out, context, sessions), methods=["POST"]),
    ]


def offer(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show a page with one button, so that a link preview does not use the token up."""
    del sessions
    token = str(request.path_params["token"])
    if not context.stores.sign_ins.is_offered(token, context.clock()):
        return note("sign_in_expired", language_for(request), status=410, request=request)
    return note("sign_in_ask", language_for(request), request=request)


def sign_in(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Open a session; go on to the act that an ended session left undone."""
    token = str(request.path_params["token"])
    chat_id = context.stores.sign_ins.redeem(token, context.clock())
    if chat_id is None or chat_id not in context.operators:
        return note("sign_in_expired", language_for(request), status=410, request=request)
    by = operator_name(chat_id)
    context.stores.operator_acts.record(by=by, act="sign-in", subject="", at=context.clock())
    to = unfinished.PATH if unfinished.waits(context, request) else "/operator"
    response = RedirectResponse(to, 303)
    sessions.open(request, response, chat_id)
    return response


async def sign_out(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """End the session."""
    del context
    fields = await query_params.form(request)
    response = RedirectResponse("/", 303)
    if sessions.is_own_form(request, fields.get("csrf", [""])[-1]):
        sessions.close(response)
    return response
