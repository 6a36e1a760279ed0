"""The feed of what a subscriber follows, by a signed link; it is theirs alone."""

from itertools import islice

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.audience import Subscriber
from monitor.language import Language, texts
from monitor.text import sha256
from storage.delivery.followed import followed
from storage.queries.browsing import ChangeFilter
from web.context import WebContext
from web.feeds.changes import entries_of
from web.feeds.entries import Feed, FeedSite
from web.feeds.serving import site_of, start_of_day, written
from web.locale import language_for
from web.notes import note

_ENTRIES = 50
# How many changes to search for those that a reader follows, and at a time.
_MOST_SEARCHED = 3_000
_AT_ONCE = 200


def routes(context: WebContext) -> list[Route]:
    """Route `/mine/feed/TOKEN.atom` and `.json`."""

    def show(request: Request) -> Response:
        number = context.links.read_feed(str(request.path_params["token"]))
        subscriber = context.stores.subscribers.get(number) if number is not None else None
        site = site_of(context, request)
        if subscriber is None:
            return note("choices_expired", language_for(request), status=410)
        return _conditional(request, _feed(context, request, subscriber, site))

    return [Route("/mine/feed/{token}.{form}", show, methods=["GET"])]


def _feed(
    context: WebContext, request: Request, subscriber: Subscriber, site: FeedSite
) -> Response:
    language = Language(site.lang) if site.lang else subscriber.language
    site = FeedSite(public_url=site.public_url, lang=language, key=site.key)
    stores, now = context.stores, context.clock()
    every = islice(stores.browsing.every(ChangeFilter(), _AT_ONCE), _MOST_SEARCHED)
    found = followed(stores, context.sources, subscriber, every, now)
    ids = [change.id for change in islice(found, _ENTRIES)]
    feed = Feed(
        id=site.id_of(f"subscriber {subscriber.id}"),
        title=texts("feeds", language)["mine_title"],
        language=language,
        address=site.address(request.url.path),
        page=site.address("/changes"),
        next="",
        updated=start_of_day(now),
        entries=entries_of(stores.history.changes_of(ids)[::-1], context.sources, language, site),
    )
    return written(feed, request)


def _conditional(request: Request, response: Response) -> Response:
    """Add the headers of what only this reader may keep; 304 for a reader that has it."""
    etag = f'"{sha256(bytes(response.body))[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
