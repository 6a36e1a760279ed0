"""The operators' pages: what needs a decision, and every act on it; one file for each subject."""

from collections.abc import Mapping

from starlette.routing import Route

from web.context import WebContext
from web.pages.operator import (
    access,
    acts,
    checks,
    messages,
    overview,
    proposals,
    relays,
    review,
    sign_in,
    source_list,
    unfinished,
)
from web.sessions import Sessions

_SHOWN: Mapping[str, access.Show] = {
    "/operator": overview.overview,
    "/operator/rules": overview.rules,
    "/operator/acts": acts.acts,
    "/operator/sources": source_list.source_list,
    "/operator/sources/confirm": source_list.ask,
    "/operator/sources/{source_id}": review.review,
    "/operator/sources/{source_id}/capture": review.capture,
    "/operator/checks/{number}": checks.check,
    "/operator/checks/{number}/state": checks.check_state,
    "/operator/proposals": proposals.proposals,
    "/operator/messages": messages.messages,
    "/operator/messages/drop": messages.confirm_drop,
    "/operator/relays": relays.relays,
    unfinished.PATH: unfinished.show,
}
_POSTED: Mapping[str, access.Perform] = {
    "/operator/acts/undo": acts.undo_acts,
    "/operator/sources": source_list.confirm,
    "/operator/sources/{source_id}/decide": review.decide,
    "/operator/sources/{source_id}/places": review.mark_place,
    "/operator/proposals/{number}": proposals.decide,
    "/operator/messages": messages.decide,
    "/operator/messages/test": messages.send_test,
    "/operator/relays/{number}": relays.decide,
}


def routes(context: WebContext, sessions: Sessions) -> list[Route]:
    """Route `/operator` and the pages below it, sign-in and sign-out."""
    return [
        *(access.guarded(context, sessions, path, show) for path, show in _SHOWN.items()),
        *(access.posted(context, sessions, path, perform) for path, perform in _POSTED.items()),
        *sign_in.routes(context, sessions),
    ]
