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

from storage.api_keys import ProgramKey
from web import metrics, query_params
from web.api.application import api
from web.context import WebContext, Webhook
from web.drafts import Drafts
from web.faults import Faults
from web.guard import Guard
from web.headers import SecurityHeaders
from web.notes import refusal
from web.page_cache import PageCache
from web.pages import (
    Show,
    api_docs,
    calendar,
    cases,
    change,
    change_list,
    events,
    exports,
    feeds,
    mailed,
    mine,
    operator,
    own_names,
    own_today,
    personal_feed,
    picker,
    pictures,
    route,
    search,
    site_files,
    source_editor,
    sources,
    status,
    subscriptions,
    tasks,
    translations,
    trends,
    versions,
)
from web.pages.today import TodayPage
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
    program_api = api(context)
    routes: list[BaseRoute] = [
        *_pages(context),
        _export(context),
        *mailed.routes(context),
        *subscriptions.routes(context),
        *own_names.routes(context),
        *tasks.routes(context),
        *personal_feed.routes(context),
        *mine.routes(context),
        *own_today.routes(context),
        *translations.routes(context),
        *_editor(context, sessions),
        *operator.routes(context, sessions),
        *site_files.routes(context),
        *metrics.routes(context.ready, context.numbers),
        *api_docs.routes(context, program_api.openapi),
        Mount("/api/v1", program_api),
        Mount("/static", StaticFiles()),
    ]
    if context.webhook:
        routes.append(Route(context.webhook.path, _telegram(context.webhook), methods=["POST"]))
    application = Starlette(
        routes=routes,
        middleware=[
            Middleware(Proxies, trusted=context.trusted_proxies),
            Middleware(SecurityHeaders, is_secure=is_secure),
            Middleware(Faults),
            Middleware(Guard, read_keys=context.read_keys, find_key=_find_key(context)),
            Middleware(PageCache, fresh_for=context.fresh_for),
        ],
        exception_handlers={HTTPException: _http_error},
    )
    application.state.public_url = context.public_url
    application.state.sessions = sessions
    return application


def _editor(context: WebContext, sessions: Sessions) -> list[Route]:
    pages = source_editor.EditorPages(context=context, sessions=sessions, drafts=Drafts())
    return [*source_editor.routes(pages), *picker.routes(pages)]


def _pages(context: WebContext) -> list[Route]:
    handlers: dict[str, Show] = {
        "/": TodayPage(context).show,
        "/changes": change_list.changes,
        "/changes/{number}.txt": change.change_text,
        "/changes/{number}.ics": change.change_file,
        "/changes/{number}/context/{edit}": change.edit_context,
        "/changes/{number}/{name}.webp": pictures.picture,
        "/changes/{number}": change.change,
        "/calendar": calendar.calendar,
        "/calendar.ics": calendar.calendar_file,
        "/events": events.events,
        "/events/{number}": events.event,
        "/cases": cases.cases,
        "/cases/{number}": cases.case,
        "/sources": sources.sources,
        "/sources/{source_id}": sources.source,
        "/sources/{source_id}/compare": versions.compare,
        "/sources/{source_id}/compare/context/{edit}": versions.compared_context,
        "/sources/{source_id}/sections": sources.section,
        "/sources/{source_id}/captures/{number}": sources.capture,
        "/sources/{source_id}/versions/{number}": versions.version,
        "/sources/{source_id}/versions/{number}/evidence": versions.evidence,
        "/search": search.search,
        "/charts": trends.charts,
        "/status": status.status,
        "/status.json": status.status_file,
        "/feeds": feeds.feeds,
        "/feeds/forewarn.opml": feeds.outline,
        "/feeds/watched.opml": feeds.outline_of_sources,
        "/feeds/all.{form}": feeds.every,
        "/feeds/cases.{form}": cases.feed,
        "/feeds/categories/{name}.{form}": feeds.of_category,
        "/feeds/topics/{name}.{form}": feeds.of_topic,
        "/feeds/sources/{name}.{form}": feeds.of_source,
    }
    return [route(context, path, show) for path, show in handlers.items()]


def _export(context: WebContext) -> Route:
    """Route the exports, compressed as they are written."""
    compression = Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    return Route(
        "/export/changes.{form}", partial(exports.export, context), middleware=[compression]
    )


def _find_key(context: WebContext) -> Callable[[str], ProgramKey | None]:
    return lambda token: context.stores.api_keys.of_token(token, context.clock())


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return refusal(request.scope, 500)
    # For any other status, Starlette's default detail only repeats the status's name.
    detail = error.detail if error.status_code == 400 else ""
    return refusal(request.scope, error.status_code, error.headers, detail=detail)


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
