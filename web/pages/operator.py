"""The operators' pages: quarantined versions, broken sources, queues, the rules' report."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.assess import judge
from monitor.extract.snapshot import extract
from monitor.health import UNWELL, state_of
from monitor.model import Document, Snapshot
from monitor.operators import AT_THE_SHELL, operator_name
from monitor.source import Source
from web import query_params
from web.context import WebContext
from web.diffing import parts
from web.locale import language_for
from web.notes import note
from web.rendering import page
from web.responses import attachment
from web.sessions import Sessions
from web.source_acts import ACTS, ActRequest, act

_PARKED = 20
_PROPOSALS = 50
_BLOCKS = 400
_SILENCED = 20
Show = Callable[[WebContext, Sessions, Request], Response]


def routes(context: WebContext, sessions: Sessions) -> list[Route]:
    """Route `/operator` and the pages below it, sign-in and sign-out."""

    def guarded(path: str, show: Show) -> Route:
        return Route(path, partial(_guarded, show, context, sessions), methods=["GET"])

    def route(path: str, act: Any, method: str = "POST") -> Route:
        return Route(path, partial(act, context, sessions), methods=[method])

    return [
        guarded("/operator", _overview),
        guarded("/operator/rules", _rules),
        guarded("/operator/sources/{source_id}", _review),
        guarded("/operator/sources/{source_id}/capture", _capture),
        route("/operator/sources/{source_id}/decide", _decide),
        route("/operator/sources/{source_id}/places", _mark_place),
        route("/sign-in/{token}", _offer_sign_in, "GET"),
        route("/sign-in/{token}", _sign_in),
        route("/sign-out", _sign_out),
    ]


def _guarded(show: Show, context: WebContext, sessions: Sessions, request: Request) -> Response:
    if sessions.operator(request) is None:
        return note("sign_in_needed", language_for(request), status=401, request=request)
    return show(context, sessions, request)


def _overview(context: WebContext, sessions: Sessions, request: Request) -> Response:
    stores, now = context.stores, context.clock()
    health_by_id = {one.source_id: one for one in stores.health.everything()}
    unwell = [
        (source, health, state)
        for source in context.sources.values()
        if (health := health_by_id.get(source.id))
        and (state := state_of(source, health, now)) in UNWELL
    ]
    return page(
        request,
        "operator.html.j2",
        pending=stores.health.pending(),
        unwell=sorted(unwell, key=lambda row: row[1].failing_since or now),
        figures=context.figures(),
        oldest=stores.outbox.oldest(now),
        parked=stores.outbox.parked(_PARKED),
        proposals=stores.proposals.waiting()[:_PROPOSALS],
        sources=context.sources,
        csrf=sessions.form_token(request),
    )


def _rules(context: WebContext, sessions: Sessions, request: Request) -> Response:
    del sessions
    return page(request, "rules.html.j2", report=context.stores.feedback.report())


def _review(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show the last accepted text and the last capture side by side, with their difference."""
    source = query_params.source(request, context.directory)
    archive = context.stores.archive
    last = archive.last_snapshot(source.id)
    good = archive.accepted_snapshot(source.id)
    pending = {one.source_id: one for one in context.stores.health.pending()}
    before, after = _document(good, source), _document(last, source)
    edits = judge(before, after, context.clock().date()).edits if before and after else ()
    return page(
        request,
        "review.html.j2",
        source=source,
        health=context.stores.health.of([source.id]).get(source.id),
        pending=pending.get(source.id),
        good=good,
        last=last,
        before=before.blocks[:_BLOCKS] if before else (),
        after=after.blocks[:_BLOCKS] if after else (),
        parts=parts(edits),
        places=context.stores.places.of(source.id, context.clock()),
        silenced=context.stores.history.silenced(source.id, _SILENCED),
        csrf=sessions.form_token(request),
    )


def _capture(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Download the bytes of the last capture, whether it was accepted or refused."""
    del sessions
    source = query_params.source(request, context.directory)
    last = context.stores.archive.last_snapshot(source.id)
    if last is None:
        raise HTTPException(404)
    return attachment(last.body, f"{source.id}-{last.sha256[:12]}.capture")


async def _decide(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Accept or refuse the quarantined snapshot, pause or resume the source."""
    fields = await _own_fields(sessions, request)
    if fields is None:
        return note("sign_in_needed", language_for(request), status=403, request=request)
    source = query_params.source(request, context.directory)
    action = fields.get("do", [""])[-1]
    if action not in ACTS:
        raise HTTPException(400, f"do: {action[:80]}")
    by = operator_name(sessions.operator(request) or AT_THE_SHELL)
    await run_in_threadpool(act, context, action, source, ActRequest(by=by))
    return RedirectResponse("/operator", 303)


async def _mark_place(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Mark a volatile place of a source as significant, or let it be silent again."""
    fields = await _own_fields(sessions, request)
    if fields is None:
        return note("sign_in_needed", language_for(request), status=403, request=request)
    source = query_params.source(request, context.directory)
    place, places = fields.get("place", [""])[-1], context.stores.places
    if fields.get("do", [""])[-1] == "unmark":
        done = await run_in_threadpool(places.unmark, source.id, place)
    else:
        done = await run_in_threadpool(places.mark, source.id, place, context.clock())
    if not done:
        raise HTTPException(400, f"place: {place[:80]}")
    return RedirectResponse(f"/operator/sources/{source.id}", 303)


async def _own_fields(sessions: Sessions, request: Request) -> dict[str, list[str]] | None:
    """Return the fields of an operator's form; None if it is not from a page of ours."""
    fields = await query_params.form(request)
    is_own = sessions.is_own_form(request, fields.get("csrf", [""])[-1])
    return fields if is_own and sessions.operator(request) is not None else None


def _offer_sign_in(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show a page with one button, so that a link preview does not use the token up."""
    del sessions
    token = str(request.path_params["token"])
    if not context.stores.sign_ins.is_offered(token, context.clock()):
        return note("sign_in_expired", language_for(request), status=410, request=request)
    return note("sign_in_ask", language_for(request), request=request)


def _sign_in(context: WebContext, sessions: Sessions, request: Request) -> Response:
    token = str(request.path_params["token"])
    chat_id = context.stores.sign_ins.redeem(token, context.clock())
    if chat_id is None or chat_id not in context.operators:
        return note("sign_in_expired", language_for(request), status=410, request=request)
    response = RedirectResponse("/operator", 303)
    sessions.open(request, response, chat_id)
    return response


async def _sign_out(context: WebContext, sessions: Sessions, request: Request) -> Response:
    del context
    fields = await query_params.form(request)
    response = RedirectResponse("/", 303)
    if sessions.is_own_form(request, fields.get("csrf", [""])[-1]):
        sessions.close(response)
    return response


def _document(snapshot: Snapshot | None, source: Source) -> Document | None:
    """Extract a capture's text, its entries as one document; None when it cannot be read."""
    if snapshot is None:
        return None
    try:
        found = extract(snapshot, source)
    except Exception:  # noqa: BLE001 - the operator may be here because this capture breaks extraction
        return None
    blocks = tuple(block for document in found for block in document.blocks)
    return Document(title=source.title, blocks=blocks)
