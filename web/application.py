"""The web application: its routes and its middleware."""

import hmac
import json
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from web import metrics, query_params
from web.api.application import api
from web.context import WebContext, Webhook
from web.faults import Faults
from web.guard import Guard
from web.headers import SecurityHeaders
from web.notes import refusal
from web.page_cache import PageCache
from web.pages import (
    Show,
    cases,
    changes,
    feeds,
    mailed,
    operator,
    own_names,
    route,
    search,
    sources,
    subscriptions,
    tasks,
    today,
    translations,
    trends,
    versions,
)
from web.proxies import Proxies
from web.rendering import prepare
from web.sessions import Sessions
from web.static_files import StaticFiles

# A Telegram update is a few kilobytes; https://core.telegram.org/bots/api#update
_MOST_BYTES = 1_000_000
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


def build(context: WebContext) -> Starlette:
    """Build the application."""
    prepare()
    is_secure = context.public_url.startswith("https://")
    sessions = Sessions(context.session_key, context.operators, is_secure=is_secure)
    routes: list[BaseRoute] = [
        *_pages(context),
        _export(context),
        *mailed.routes(context),
        *subscriptions.routes(context),
        *own_names.routes(context),
        *tasks.routes(context),
        *translations.routes(context),
        *operator.routes(context, sessions),
        *metrics.routes(context.ready, context.numbers),
        Mount("/api/v1", api(context)),
        Mount("/static", StaticFiles()),
    ]
    if context.webhook:
        routes.append(Route(context.webhook.path, _telegram(context.webhook), methods=["POST"]))
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Proxies, trusted=context.trusted_proxies),
            Middleware(SecurityHeaders, is_secure=is_secure),
            Middleware(Faults),
            Middleware(Guard, read_keys=context.read_keys),
            Middleware(PageCache, fresh_for=context.fresh_for),
        ],
        exception_handlers={HTTPException: _http_error},
    )


def _pages(context: WebContext) -> list[Route]:
    handlers: dict[str, Show] = {
        "/": today.today,
        "/changes": changes.changes,
        "/changes/{number}.txt": changes.change_text,
        "/changes/{number}.ics": changes.change_file,
        "/changes/{number}": changes.change,
        "/calendar": changes.calendar,
        "/calendar.ics": changes.calendar_file,
        "/events": changes.events,
        "/events/{number}": changes.event,
        "/cases": cases.cases,
        "/cases/{number}": cases.case,
        "/sources": sources.sources,
        "/sources/{source_id}": sources.source,
        "/sources/{source_id}/compare": versions.compare,
        "/sources/{source_id}/sections": sources.section,
        "/sources/{source_id}/captures/{number}": sources.capture,
        "/sources/{source_id}/versions/{number}": versions.version,
        "/sources/{source_id}/versions/{number}/evidence": versions.evidence,
        "/search": search.search,
        "/charts": trends.charts,
        "/feeds": feeds.feeds,
        "/feeds/all.atom": feeds.every,
        "/feeds/cases.atom": cases.feed,
        "/feeds/categories/{name}.atom": feeds.of_category,
        "/feeds/topics/{name}.atom": feeds.of_topic,
        "/feeds/sources/{name}.atom": feeds.of_source,
    }
    return [route(context, path, show) for path, show in handlers.items()]


def _export(context: WebContext) -> Route:
    """Route the exports, compressed as they are written."""
    compression = Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    return Route("/export/changes.{form}", partial(feeds.export, context), middleware=[compression])


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return refusal(request.scope, 500)
    # For any other status, Starlette's default detail only repeats the status's name.
    detail = error.detail if error.status_code == 400 else ""
    return refusal(request.scope, error.status_code, detail=detail)


def _telegram(webhook: Webhook) -> Callable[[Request], Awaitable[Response]]:
    """Respond only after the update was handled: until then Telegram keeps it."""

    async def receive(request: Request) -> Response:
        sent_secret = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(sent_secret.encode(), webhook.secret.encode()):
            return PlainTextResponse("", 403)
        body = await query_params.body(request, _MOST_BYTES)
        if body is None:
            return PlainTextResponse("", 413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return PlainTextResponse("", 400)
        return PlainTextResponse("", 200 if await webhook.receive(update) else 400)

    return receive
