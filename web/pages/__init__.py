"""The HTML pages, one file for each kind. An endpoint is a function: context, request -> response."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.context import WebContext

Show = Callable[[WebContext, Request], Response | Awaitable[Response]]


def route(context: WebContext, path: str, show: Show) -> Route:
    """Route a path to a page's endpoint."""
    return Route(path, partial(show, context))
