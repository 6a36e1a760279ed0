"""Feeds and exports, and the page that lists them."""

from collections.abc import Callable, Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.export import FORMS
from monitor.vocabulary import categories, topics
from storage.browsing import Wanted
from web import asking
from web.feeds.atom import feed
from web.rendering import page
from web.site import Site
from web.speech import language_for

_ENTRIES = 50
_AT_ONCE = 500
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def feeds(site: Site, request: Request) -> Response:
    """What there is to fetch."""
    return page(
        request,
        "feeds.html.j2",
        categories=categories(),
        topics=[topic.id for topic in topics()],
        public_url=site.public_url,
    )


def every(site: Site, request: Request) -> Response:
    """The feed of all changes."""
    return _feed(site, request, Wanted(), "Forewarn")


def of_category(site: Site, request: Request) -> Response:
    """The feed of a category."""
    return _feed_of(site, request, categories(), lambda name: Wanted(category=name))


def of_topic(site: Site, request: Request) -> Response:
    """The feed of a topic."""
    names = [topic.id for topic in topics()]
    return _feed_of(site, request, names, lambda name: Wanted(topic=name))


def of_source(site: Site, request: Request) -> Response:
    """The feed of a source."""
    return _feed_of(site, request, site.sources, lambda n: Wanted(sources=frozenset({n})))


def export(site: Site, request: Request) -> Response:
    """All changes that the filters choose, as a file."""
    form = request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404)
    wanted = asking.wanted(request, site.directory)
    headers = {"content-disposition": f'attachment; filename="forewarn-changes.{form}"'}
    lines = FORMS[form](site.stores.browsing.every(wanted, _AT_ONCE))
    return StreamingResponse(lines, headers=headers, media_type=_TYPES[form])


def _feed_of(
    site: Site, request: Request, names: Iterable[str], wanted: Callable[[str], Wanted]
) -> Response:
    name = request.path_params["name"]
    if name not in names:
        raise HTTPException(404)
    title = site.directory.name(name, language_for(request))
    return _feed(site, request, wanted(name), f"Forewarn · {title}")


def _feed(site: Site, request: Request, wanted: Wanted, title: str) -> Response:
    body = feed(
        site.stores.browsing.changes(wanted, _ENTRIES).changes,
        site.sources,
        language_for(request),
        title=title,
        address=f"{site.public_url}{request.url.path}",
        public_url=site.public_url,
        updated=site.clock(),
    )
    return Response(body, media_type="application/atom+xml; charset=utf-8")
