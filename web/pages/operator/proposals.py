"""Addresses that readers and pages proposed: watch one, or decline it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage.archive.proposals import OpenProposal
from web import query_params
from web.context import WebContext
from web.pages.operator.access import Form
from web.pages.operator.flash import Flash, operator_page, redirect
from web.sessions import Sessions

_LISTED = 100
_WHY_CHARS = 300


def proposals(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """List what waits, the oldest first."""
    waiting = open_proposals(context)
    return operator_page(
        context,
        sessions,
        request,
        "operator_proposals.html.j2",
        proposals=waiting[:_LISTED],
        more=max(0, len(waiting) - _LISTED),
        sources=context.sources,
    )


def open_proposals(context: WebContext) -> list[OpenProposal]:
    """Return what waits, without addresses that are watched by now."""
    watched = {source.url for source in context.sources.values()}
    waiting = context.stores.proposals.waiting()
    return [one for one in waiting if one.proposal.url not in watched]


def decide(context: WebContext, request: Request, form: Form) -> Response:
    """Decline a proposal, with a reason for the other operators."""
    number = query_params.number(request.path_params["number"])
    if form.value("do") != "decline":
        raise HTTPException(400, f"do: {form.value('do')[:80]}")
    if not context.stores.proposals.decline(number):
        gone = Flash(key="said_proposal_gone", is_done=False)
        return redirect(context, "/operator/proposals", [gone])
    act_id = context.stores.operator_acts.record(
        by=form.by,
        act="decline-proposal",
        subject=f"proposal:{number}",
        detail=form.value("why").strip()[:_WHY_CHARS],
        at=context.clock(),
    )
    done = Flash(key="said_decline-proposal", undo=(act_id,))
    return redirect(context, "/operator/proposals", [done])
