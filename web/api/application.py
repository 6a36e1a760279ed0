"""The API's routes, its OpenAPI 3.1 description and its problem+json errors."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.api import cases, changes, events, search, sources
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
    for module in (sources, changes, events, cases, search):
        application.include_router(module.router(context))
    application.add_exception_handler(HTTPException, _http_error)
    application.add_exception_handler(RequestValidationError, _validation_error)
    return application


def _http_error(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(status, headers=headers)


def _validation_error(request: Request, error: Exception) -> Response:
    """Name each invalid parameter and what is wrong with it."""
    del request
    invalid = error.errors() if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in invalid)
    return problem(422, detail[:500])
