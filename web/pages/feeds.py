"""The feeds of changes, and the page that builds their addresses."""

from collections.abc import Container
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.language import Language
from monitor.organisations import organisation_name
from monitor.vocabulary import categories, topics
from storage.queries.browsing import ChangeFilter
from web import query_params
from web.context import WebContext
from web.feeds.changes import entries_of
from web.feeds.entries import Feed
from web.feeds.opml import feeds_outline, sources_outline
from web.feeds.serving import site_of, start_of_day, written
from web.filter_names import names_of_filters
from web.locale import language_for
from web.rendering import page
from web.responses import attachment

_ENTRIES = 50
_OPML = "text/x-opml; charset=utf-8"
# The filters that the calendar knows; its dates lie ahead whatever was found when.
_OF_CALENDAR = ("category", "topic", "organisation", "source", "jurisdiction", "severity", "level")
# What a filter of a path is called in a query.
_CATEGORY, _TOPIC, _SOURCE = "category", "topic", "source"


def feeds(context: WebContext, request: Request) -> Response:
    """Build the addresses of feeds and files from the filters of a form; list the usual ones."""
    language = language_for(request)
    unknown = query_params.unknown_filters(request, context.directory)
    invalid = {one.name for one in unknown}
    params = {name: value for name, value in _params(request).items() if name not in invalid}
    return page(
        request,
        "feeds.html.j2",
        organisations=_organisations(context, language),
        params=dict.fromkeys(query_params.CHANGE_PARAMS, "") | params,
        calendar_params={name: params[name] for name in _OF_CALENDAR if name in params},
        named=names_of_filters(params, context, language),
        unknown=unknown,
        public_url=context.public_url,
    )


def every(context: WebContext, request: Request) -> Response:
    """Serve the feed of all changes."""
    return _feed(context, request, {}, "/changes")


def of_category(context: WebContext, request: Request) -> Response:
    """Serve the feed of a category."""
    return _feed_of(context, request, categories(), _CATEGORY)


def of_topic(context: WebContext, request: Request) -> Response:
    """Serve the feed of a topic."""
    return _feed_of(context, request, [topic.id for topic in topics()], _TOPIC)


def of_source(context: WebContext, request: Request) -> Response:
    """Serve the feed of a source."""
    return _feed_of(context, request, context.sources, _SOURCE)


def outline(context: WebContext, request: Request) -> Response:
    """Serve the list of our feeds for a feed reader."""
    body = feeds_outline(context.sources, language_for(request), site_of(context, request))
    return attachment(body, "forewarn-feeds.opml", _OPML)


def outline_of_sources(context: WebContext, request: Request) -> Response:
    """Serve the list of the watched sources that are feeds themselves."""
    body = sources_outline(context.sources, language_for(request))
    return attachment(body, "watched-feeds.opml", _OPML)


def _feed_of(
    context: WebContext, request: Request, known: Container[str], filtered: str
) -> Response:
    """Serve the feed of one category, topic or source: `filtered` says which, the path its name."""
    name = request.path_params["name"]
    if name not in known:
        raise HTTPException(404)
    if filtered in request.query_params:
        raise HTTPException(400, filtered)
    page_path = f"/sources/{name}" if filtered == _SOURCE else "/changes"
    return _feed(context, request, {filtered: name}, page_path)


def _feed(
    context: WebContext, request: Request, of_path: dict[str, str], page_path: str
) -> Response:
    """Serve a feed of the changes that its path and its query select."""
    filters = query_params.change_filter_of_feed(request, context.directory)
    before = query_params.cursor(request)
    found = context.stores.browsing.changes(_narrowed(filters, of_path), _ENTRIES, before)
    changes = context.stores.history.changes_of(one.id for one in found.changes)[::-1]
    site, language, params = site_of(context, request), language_for(request), _params(request)
    path, shown = request.url.path, of_path | params
    feed = Feed(
        id=site.id_of(f"feed {language} {sorted(shown.items())}"),
        title=" · ".join(["Forewarn", *names_of_filters(shown, context, language)]),
        language=language,
        address=site.address(path, **params, before=before),
        page=site.address(page_path, **({} if _SOURCE in of_path else shown)),
        next=site.address(path, **params, before=found.next) if found.next else "",
        updated=start_of_day(context.clock()),
        entries=entries_of(changes, context.sources, language, site),
    )
    return written(feed, request)


def _narrowed(filters: ChangeFilter, of_path: dict[str, str]) -> ChangeFilter:
    """Add the filter of the path to those of the query."""
    if name := of_path.get(_SOURCE):
        only = frozenset({name})
        return replace(filters, sources=only if filters.sources is None else only & filters.sources)
    return replace(filters, **of_path)  # type: ignore[arg-type]


def _organisations(context: WebContext, language: Language) -> list[tuple[str, str]]:
    found = query_params.organisations(context.directory).items()
    named = ((key, organisation_name(name, language)) for key, name in found)
    return sorted(named, key=lambda pair: pair[1].casefold())


def _params(request: Request) -> dict[str, str]:
    """Return the filters of the query, in the order of the form."""
    sent = request.query_params
    return {name: sent[name] for name in query_params.CHANGE_PARAMS if sent.get(name)}
