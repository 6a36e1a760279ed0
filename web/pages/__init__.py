"""The pages that people look at, one file for each kind. An endpoint is a function: site, request -> response."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.context import WebContext

Show = Callable[[WebContext, Request], Response | Awaitable[Response]]


def route(context: WebContext, path: str, show: Show) -> Route:
    """A page at an address."""
    return Route(path, partial(show, context))
