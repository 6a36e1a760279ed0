"""What every feed shares: its formats, its addresses and the headers of its answer."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.context import WebContext
from web.feeds.atom import as_atom
from web.feeds.entries import Feed, FeedSite
from web.feeds.json_feed import as_json_feed
from web.locale import chosen

_KEY = "feeds"
# The formats of a feed by the ending of its address.
FORMATS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (as_atom, "application/atom+xml; charset=utf-8"),
    "json": (as_json_feed, "application/feed+json; charset=utf-8"),
}


def site_of(context: WebContext, request: Request) -> FeedSite:
    """Return the site of a feed, in the language that its address names."""
    return FeedSite(
        public_url=context.public_url,
        lang=chosen(request.url.query) or "",
        key=context.stores.keys.get(_KEY),
    )


def written(feed: Feed, request: Request) -> Response:
    """Answer with a feed in the format that its address ends with; 404 for any other."""
    form = request.path_params["form"]
    if form not in FORMATS:
        raise HTTPException(404)
    write, media_type = FORMATS[form]
    headers = {"last-modified": format_datetime(feed.last_updated, usegmt=True)}
    return Response(write(feed), media_type=media_type, headers=headers)


def start_of_day(at: datetime) -> datetime:
    """Return the time of a feed without entries: a steady one, so that it is not fetched anew."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
