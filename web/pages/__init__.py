"""The pages that people look at, one file for each kind. An endpoint is a function: site, request -> response."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.site import Site

Show = Callable[[Site, Request], Response | Awaitable[Response]]


def route(site: Site, path: str, show: Show) -> Route:
    """A page at an address."""
    return Route(path, partial(show, site))
