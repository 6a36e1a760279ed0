"""Feeds and exports, and the page that lists them."""

from collections.abc import Callable, Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.export import FORMS
from monitor.vocabulary import categories, topics
from storage.queries.browsing import ChangeFilter
from web import query_params
from web.context import WebContext
from web.feeds.atom import feed
from web.locale import language_for
from web.rendering import page

_ENTRIES = 50
_AT_ONCE = 500
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def feeds(context: WebContext, request: Request) -> Response:
    """List the feeds and exports."""
    return page(
        request,
        "feeds.html.j2",
        categories=categories(),
        topics=[topic.id for topic in topics()],
        public_url=context.public_url,
    )


def every(context: WebContext, request: Request) -> Response:
    """Serve the feed of all changes."""
    return _feed(context, request, ChangeFilter(), "Forewarn")


def of_category(context: WebContext, request: Request) -> Response:
    """Serve the feed of a category."""
    return _feed_of(context, request, categories(), lambda name: ChangeFilter(category=name))


def of_topic(context: WebContext, request: Request) -> Response:
    """Serve the feed of a topic."""
    names = [topic.id for topic in topics()]
    return _feed_of(context, request, names, lambda name: ChangeFilter(topic=name))


def of_source(context: WebContext, request: Request) -> Response:
    """Serve the feed of a source."""
    return _feed_of(
        context, request, context.sources, lambda n: ChangeFilter(sources=frozenset({n}))
    )


def export(context: WebContext, request: Request) -> Response:
    """Stream all changes that the filters select, as a file."""
    form = request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404)
    filters = query_params.change_filter_of_file(request, context.directory)
    headers = {"content-disposition": f'attachment; filename="forewarn-changes.{form}"'}
    lines = FORMS[form](context.stores.browsing.every(filters, _AT_ONCE))
    return StreamingResponse(lines, headers=headers, media_type=_TYPES[form])


def _feed_of(
    context: WebContext,
    request: Request,
    names: Iterable[str],
    filters_of: Callable[[str], ChangeFilter],
) -> Response:
    name = request.path_params["name"]
    if name not in names:
        raise HTTPException(404)
    title = context.directory.name(name, language_for(request))
    return _feed(context, request, filters_of(name), f"Forewarn · {title}")


def _feed(context: WebContext, request: Request, filters: ChangeFilter, title: str) -> Response:
    body = feed(
        context.stores.browsing.changes(filters, _ENTRIES).changes,
        context.sources,
        language_for(request),
        title=title,
        address=f"{context.public_url}{request.url.path}",
        public_url=context.public_url,
        updated=context.clock(),
    )
    return Response(body, media_type="application/atom+xml; charset=utf-8")
