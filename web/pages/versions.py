"""The text of a version, the difference between any two, and the evidence bundle of one."""

from functools import cache

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.diff import compare as compared
from monitor.model import Version
from web import query_params
from web.context import WebContext
from web.diffing import parts
from web.rendering import page
from web.responses import attachment

_LINKS = 200


def version(context: WebContext, request: Request) -> Response:
    """Show the text of a version."""
    source = query_params.source(request, context.directory)
    found = _version(context, source.id, request.path_params["number"])
    before = context.stores.history.before(found)
    return page(
        request,
        "version.html.j2",
        source=source,
        version=found,
        before=before.number if before else None,
        links=found.document.links[:_LINKS],
        has_capture=bool(found.snapshot_sha256),
    )


def compare(context: WebContext, request: Request) -> Response:
    """Show the difference between two versions; without numbers, between the last two."""
    source = query_params.source(request, context.directory)
    params = request.query_params
    new = _version(context, source.id, params.get("to", ""))
    if params.get("from"):
        old: Version | None = _version(context, source.id, params["from"])
    else:
        old = context.stores.history.before(new)
    if old and old.number > new.number:
        old, new = new, old
    edits = compared(old.document, new.document) if old else ()
    return page(
        request,
        "compare.html.j2",
        source=source,
        old=old,
        new=new,
        parts=parts(edits),
        count=len(edits),
        inline=params.get("view") == "inline",
    )


async def evidence(context: WebContext, request: Request) -> Response:
    """Download the evidence bundle of a version."""
    source = query_params.source(request, context.directory)
    number = query_params.number(request.path_params["number"])
    bundle = await to_thread.run_sync(
        context.evidence, source.id, number, limiter=_bundle_threads()
    )
    if bundle is None:
        raise HTTPException(404)
    return attachment(bundle, f"{source.id}-{number}.evidence.zip", "application/zip")


@cache
def _bundle_threads() -> CapacityLimiter:
    """Limit bundles to two threads of their own: a slow time-stamp authority delays no page."""
    return CapacityLimiter(2)


def _version(context: WebContext, source_id: str, text: object) -> Version:
    number = query_params.number(text, default=0) or None
    found = context.stores.history.version(source_id, number)
    if found is None:
        raise HTTPException(404)
    return found
