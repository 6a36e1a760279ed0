"""The API's routes, its OpenAPI 3.1 description and its problem+json errors."""

import re
from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.api import (
    acts,
    cases,
    catalogue,
    changes,
    events,
    search,
    sources,
    subscriptions,
    webhooks,
)
from web.api.description import describe
from web.api.schemas import ProblemSchema
from web.context import WebContext
from web.responses import problem

_DESCRIPTION = """Changes of the rules that cross-border sellers live by, as recorded.

Lists come a page at a time: pass `next` back as `cursor`. Every answer has an `ETag`; send it back as
`If-None-Match` and an answer that is unchanged costs nothing. Where the operator has set read keys, send one as
`Authorization: Bearer KEY`.
"""
_PROBLEM = {
    "default": {
        "description": "Refused, and why",
        "content": {"application/problem+json": {"schema": ProblemSchema.model_json_schema()}},
    }
}


def api(context: WebContext) -> FastAPI:
    """Build the application that serves `/api/v1`."""
    application = FastAPI(
        title="Forewarn",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
        responses=_PROBLEM,  # type: ignore[arg-type]
        openapi_external_docs=None,
    )
    for module in (sources, changes, events, cases, search, acts, catalogue, subscriptions):
        application.include_router(module.router(context))
    application.webhooks.include_router(webhooks.router())
    application.add_exception_handler(HTTPException, _http_error)
    application.add_exception_handler(RequestValidationError, _validation_error)
    application.openapi = partial(describe, application)  # type: ignore[method-assign]
    return application


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return problem(500)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return problem(405, headers={"allow": ", ".join(_methods(request))})
    # Starlette's default detail only repeats the status's name.
    is_own = error.detail != HTTPStatus(error.status_code).phrase
    return problem(error.status_code, error.detail if is_own else "", error.headers)


def _methods(request: Request) -> list[str]:
    """List the methods of a path; Starlette names those of its first route alone."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    patterns = (
        (re.sub(r"\{\w+\}", "[^/]+", known), methods)
        for known, methods in request.app.openapi()["paths"].items()
    )
    found = (methods for pattern, methods in patterns if re.fullmatch(pattern, path))
    return sorted({method.upper() for methods in found for method in methods})


def _validation_error(request: Request, error: Exception) -> Response:
    """Name each invalid parameter and what is wrong with it."""
    del request
    invalid = error.errors() if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in invalid)
    return problem(422, detail[:500])
