"""The progress of a check that an operator asked for."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.wording import failure_name
from storage.jobs.crawl_jobs import CrawlJob
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.pages.operator.flash import operator_page
from web.sessions import Sessions


def check(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show how far a check is, and what it came to."""
    job = _job(context, request)
    return operator_page(
        context,
        sessions,
        request,
        "operator_check.html.j2",
        job=job,
        source=context.sources.get(job.source_id),
        waited=context.clock() - job.created_at,
        why=failure_name(job.result.reason.code, language_for(request)) if job.result else "",
        before=context.stores.jobs.count_before(job.id),
    )


def check_state(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Say how far a check is, for the page's script."""
    del sessions
    job = _job(context, request)
    state: dict[str, Any] = {
        "state": job.state,
        "seconds": max(0, round((context.clock() - job.created_at).total_seconds())),
    }
    return JSONResponse(state)


def _job(context: WebContext, request: Request) -> CrawlJob:
    found = context.stores.jobs.get([query_params.number(request.path_params["number"])])
    if not found:
        raise HTTPException(404)
    return found[0]
