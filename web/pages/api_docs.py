"""The page of the API, made from its OpenAPI description."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.api.description import events_of, operations_of, schemas_of
from web.api.webhooks import VERIFICATION
from web.context import WebContext
from web.rendering import page


def routes(context: WebContext, describe: Callable[[], dict[str, Any]]) -> list[Route]:
    """Route the page; `describe`: returns the description."""
    show = partial(_show, context, describe)
    return [Route(path, show) for path in ("/api/v1/docs", "/api/v1/", "/api/v1")]


def _show(
    context: WebContext, describe: Callable[[], dict[str, Any]], request: Request
) -> Response:
    description = describe()
    return page(
        request,
        "api.html.j2",
        groups=operations_of(description),
        events=events_of(description),
        schemas=schemas_of(description),
        verification=VERIFICATION,
        address=f"{context.public_url}/api/v1",
        is_closed=bool(context.read_keys),
    )
