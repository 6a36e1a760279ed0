"""One source for its operators: what is held, the difference, the captures, its places, its acts."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.assess import judge
from monitor.extract.snapshot import extract
from monitor.health import state_of
from monitor.model import Document, Snapshot
from monitor.source import Source
from web import query_params
from web.context import WebContext
from web.diffing import DiffAddresses, DiffChoice, view_of
from web.locale import language_for
from web.pages.operator.access import Form
from web.pages.operator.flash import Flash, flash_of, operator_page, redirect
from web.responses import attachment
from web.sessions import Sessions
from web.source_acts import ACTS, ActRequest, act

_BLOCKS = 400
_SILENCED = 20


def review(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show the difference between the last accepted text and the last capture, then both."""
    source, now = query_params.source(request, context.directory), context.clock()
    archive, stores = context.stores.archive, context.stores
    last = archive.last_snapshot(source.id)
    good = archive.accepted_snapshot(source.id)
    before, after = _document(good, source), _document(last, source)
    edits = judge(before, after, now.date()).edits if before and after else ()
    health = stores.health.of([source.id]).get(source.id)
    return operator_page(
        context,
        sessions,
        request,
        "review.html.j2",
        source=source,
        state=state_of(source, health, now),
        health=health,
        held=stores.quarantine.held(source.id),
        job=stores.jobs.open_of(source.id),
        good=good,
        last=last,
        before=before.blocks[:_BLOCKS] if before else (),
        after=after.blocks[:_BLOCKS] if after else (),
        view=view_of(edits, language_for(request), DiffChoice.read(request.query_params)),
        at=DiffAddresses(language=source.language),
        places=stores.places.of(source.id, now),
        silenced=stores.history.silenced(source.id, _SILENCED),
    )


def capture(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Download the bytes of the last capture, whether it was accepted or refused."""
    del sessions
    source = query_params.source(request, context.directory)
    last = context.stores.archive.last_snapshot(source.id)
    if last is None:
        raise HTTPException(404)
    return attachment(last.body, f"{source.id}-{last.sha256[:12]}.capture")


def decide(context: WebContext, request: Request, form: Form) -> Response:
    """Do an act on a source, and say what it came to."""
    source, name = query_params.source(request, context.directory), form.value("do")
    if name not in ACTS:
        raise HTTPException(400, f"do: {name[:80]}")
    wanted = ActRequest(by=form.by, why=form.value("why").strip(), seen=form.value("seen"))
    result = act(context, name, source, wanted)
    if result.job is not None:
        return redirect(context, f"/operator/checks/{result.job}", ())
    return redirect(context, f"/operator/sources/{source.id}", [flash_of(source.id, result)])


def mark_place(context: WebContext, request: Request, form: Form) -> Response:
    """Mark a volatile place of a source as significant, or let it be silent again."""
    source, places = query_params.source(request, context.directory), context.stores.places
    place, name = form.value("place"), "mark-place"
    if form.value("do") == "unmark":
        name = "unmark-place"
        done = places.unmark(source.id, place)
    else:
        done = places.mark(source.id, place, context.clock())
    if not done:
        raise HTTPException(400, f"place: {place[:80]}")
    context.stores.operator_acts.record(
        by=form.by, act=name, subject=source.id, detail=place, at=context.clock()
    )
    flash = Flash(key=f"said_{name}", values={"place": place[:80]})
    return redirect(context, f"/operator/sources/{source.id}", [flash])


def _document(snapshot: Snapshot | None, source: Source) -> Document | None:
    """Extract a capture's text, its entries as one document; None when it cannot be read."""
    if snapshot is None:
        return None
    try:
        found = extract(snapshot, source)
    except Exception:  # noqa: BLE001 - the operator may be here because this capture breaks extraction
        return None
    blocks = tuple(block for document in found for block in document.blocks)
    return Document(title=source.title, blocks=blocks)
