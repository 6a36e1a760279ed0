"""The operators' first page: what needs a decision, then how the service works; the rules' report."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from monitor.health import UNWELL, Health, State, state_of
from storage.archive.operator_acts import OperatorAct
from web.context import WebContext
from web.pages.operator.act_lines import act_lines
from web.pages.operator.flash import operator_page
from web.pages.operator.proposals import open_proposals
from web.sessions import Sessions

_HELD = 8
_BROKEN = 8
_ACTS = 5
_LOOKED_THROUGH = 40


def overview(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show what waits for an operator, each count with the way to its list."""
    stores, now = context.stores, context.clock()
    known = {one.source_id: one for one in stores.health.everything()}
    states = {s.id: state_of(s, known.get(s.id), now) for s in context.sources.values()}
    held = [one for one in stores.health.pending() if one.source_id in context.sources]
    unwell = _unwell(states, known, {one.source_id for one in held})
    return operator_page(
        context,
        sessions,
        request,
        "operator.html.j2",
        held=held[:_HELD],
        held_count=len(held),
        unwell=unwell[:_BROKEN],
        states=states,
        state_counts=_counts(states.values()),
        unwell_count=len(unwell),
        proposal_count=len(open_proposals(context)),
        parked_count=stores.parked.count(),
        relays=stores.relays.counts(),
        acts_done=act_lines(context, _latest(context)),
        figures=context.figures(),
        oldest=stores.outbox.oldest(now),
        sources=context.sources,
    )


def rules(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show how the rules perform."""
    report = context.stores.feedback.report()
    return operator_page(context, sessions, request, "rules.html.j2", report=report)


def _unwell(
    states: Mapping[str, State], known: Mapping[str, Health], held: Collection[str]
) -> list[Health]:
    """Return what needs attention, the longest failing first; what is held is listed apart."""
    found = [known[one] for one, state in states.items() if state in UNWELL and one not in held]
    return sorted(found, key=lambda one: (one.failing_since is None, str(one.failing_since)))


def _latest(context: WebContext) -> list[OperatorAct]:
    """Return the newest acts, without those that only sign in."""
    found = context.stores.operator_acts.latest(_LOOKED_THROUGH)
    return [one for one in found if one.act != "sign-in"][:_ACTS]


def _counts(states: Iterable[State]) -> list[tuple[State, int]]:
    counted = Counter(states)
    return [(state, counted[state]) for state in State if counted[state]]
