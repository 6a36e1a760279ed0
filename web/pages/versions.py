"""The text of a version, the difference between any two, and the evidence bundle of one."""

from functools import cache
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.assess import judge_edits
from monitor.assess.context import Context, Learned
from monitor.diff import compare as compared
from monitor.diff.positions import positions
from monitor.model import Edit, Version
from monitor.source import Source
from web import query_params
from web.context import WebContext
from web.diffing import DiffAddresses, DiffChoice, context_of, view_of
from web.locale import language_for
from web.rendering import page
from web.responses import attachment

_LINKS = 200
# Judging more edits takes seconds; they are shown in the order of the page.
_MOST_JUDGED = 300


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
    old, new = _pair(context, request, source.id)
    edits = _edits(context, old, new)
    return page(
        request,
        "compare.html.j2",
        source=source,
        old=old,
        new=new,
        is_same=old is not None and old.number == new.number,
        view=view_of(
            edits,
            language_for(request),
            DiffChoice.read(request.query_params),
            lambda: positions(edits, old.document.blocks if old else (), new.document.blocks),
        ),
        at=_addresses(source, old, new),
    )


def compared_context(context: WebContext, request: Request) -> Response:
    """Show one edit between two versions between the blocks that stand before and after it."""
    source = query_params.source(request, context.directory)
    old, new = _pair(context, request, source.id)
    edits = compared(old.document, new.document) if old else ()
    number = query_params.number(request.path_params["edit"])
    if old is None or not 1 <= number <= len(edits):
        raise HTTPException(404)
    edit, before, after = edits[number - 1], old.document.blocks, new.document.blocks
    query = f"from={old.number}&to={new.number}"
    return page(
        request,
        "edit_context.html.j2",
        back=f"/sources/{quote(source.id)}/compare?{query}&edit={number}#edit-{number}",
        heading=source.title,
        number=number,
        around=context_of(edit, positions(edits, before, after)[number - 1], before, after),
        view=view_of([edit], language_for(request), first=number),
        at=DiffAddresses(language=source.language),
        versions=f"/sources/{quote(source.id)}/versions/",
        numbers=(old.number, new.number),
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


def _pair(context: WebContext, request: Request, source_id: str) -> tuple[Version | None, Version]:
    """Return the two versions that were asked for, the older one first; None before the first one."""
    params = request.query_params
    new = _version(context, source_id, params.get("to", ""))
    if params.get("from"):
        old: Version | None = _version(context, source_id, params["from"])
    else:
        old = context.stores.history.before(new)
    return (new, old) if old and old.number > new.number else (old, new)


def _edits(context: WebContext, old: Version | None, new: Version) -> tuple[Edit, ...]:
    """Compare two versions, and judge the edits unless they are very many."""
    if old is None:
        return ()
    edits = compared(old.document, new.document)
    if len(edits) > _MOST_JUDGED:
        return edits
    before, after = old.document, new.document
    around = Context(before.blocks, after.blocks, edits, Learned(), before.links, after.links)
    return judge_edits(edits, around, context.clock().date()).edits


def _addresses(source: Source, old: Version | None, new: Version) -> DiffAddresses:
    own = f"/sources/{quote(source.id)}"
    return DiffAddresses(
        language=source.language,
        versions=f"{own}/versions/",
        old=old.number if old else None,
        new=new.number,
        context=f"{own}/compare/context/" if old else "",
        query=f"from={old.number}&to={new.number}" if old else "",
    )


def _version(context: WebContext, source_id: str, text: object) -> Version:
    number = query_params.number(text, default=0) or None
    found = context.stores.history.version(source_id, number)
    if found is None:
        raise HTTPException(404)
    return found
