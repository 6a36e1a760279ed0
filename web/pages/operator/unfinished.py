"""An act whose session ended before it was sent: nothing is done, and it is offered after sign-in."""

from collections.abc import Mapping

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.context import WebContext
from web.locale import language_for
from web.notes import note
from web.pages.operator.flash import operator_page
from web.rendering import page
from web.sessions import Sessions

COOKIE = "unfinished"
PATH = "/operator/unfinished"
_SECONDS = 3_600
# A browser keeps 4096 bytes of a cookie.
_MOST_BYTES = 3_500


def refused(
    context: WebContext, sessions: Sessions, request: Request, fields: Mapping[str, list[str]]
) -> Response:
    """Answer a form that is not of this session; keep what a page of ours asked for."""
    if not sessions.is_form_of_ours(fields.get("csrf", [""])[-1]):
        return note("sign_in_needed", language_for(request), status=403, request=request)
    kept = {name: values for name, values in fields.items() if name != "csrf"}
    signed = str(_signer(context).dumps([request.url.path, kept]))
    is_kept = len(signed) <= _MOST_BYTES
    if sessions.operator(request) is not None:
        response: Response = RedirectResponse(PATH, 303)
    else:
        response = page(request, "operator_ended.html.j2", is_kept=is_kept)
        response.status_code = 403
    if is_kept:
        _set(response, sessions, signed)
    return response


def waits(context: WebContext, request: Request) -> bool:
    """Return whether an act waits to be done after the sign-in."""
    return _read(context, request) is not None


def show(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Offer the act again, with a button; nothing is done by itself."""
    found = _read(context, request)
    if found is None:
        return RedirectResponse("/operator", 303)
    path, fields = found
    response = operator_page(
        context, sessions, request, "operator_unfinished.html.j2", action=path, fields=fields
    )
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _set(response: Response, sessions: Sessions, signed: str) -> None:
    response.set_cookie(
        COOKIE,
        signed,
        max_age=_SECONDS,
        httponly=True,
        secure=sessions.is_secure,
        samesite="strict",
    )


def _read(context: WebContext, request: Request) -> tuple[str, dict[str, list[str]]] | None:
    try:
        path, fields = _signer(context).loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
    except (BadData, TypeError, ValueError):
        return None
    return (path, fields) if str(path).startswith("/operator/") else None


def _signer(context: WebContext) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(context.session_key, salt="unfinished")
