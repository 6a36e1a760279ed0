"""The first page: what changed, what is due, what is new since the last visit, how much was checked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from monitor.interests import interests_of, joined_targets
from monitor.language import Language
from storage.queries.browsing import ChangeFilter, ChangeLine
from web.calendar_entries import entries_between
from web.context import WebContext
from web.lately import counts_of, gravest, in_order, newest_of, setup_step, since
from web.locale import COOKIE, chosen, language_for
from web.pages.calendar import today_in
from web.pages.change_list import by_day
from web.rendering import page
from web.visitor import (
    chosen_targets,
    is_personal,
    is_secure,
    last_visit,
    remember_visit,
    visit_now,
)

_SHOWN = 12
_REST = 12
_DATES = 8
AHEAD = timedelta(days=30)
_YEAR = 365 * 86_400


def today(context: WebContext, request: Request) -> Response:
    """Show the first page: the same for all, or that of a device with choices."""
    language = language_for(request)
    targets = chosen_targets(request, context.directory)
    lines = context.stores.browsing.lines(since(context.clock()))
    mine, rest = _shared(lines, context, targets)
    if not is_personal(request.headers):
        return page(request, "today.html.j2", **_view(context, language, lines, mine, rest))
    newest = context.stores.browsing.newest()
    visit = visit_now(last_visit(request), newest, context.clock())
    unread = ChangeFilter(after=visit.read_to, interests=interests_of(targets, context.directory))
    values = _view(context, language, lines, mine, rest, targets) | {
        "unread": context.stores.browsing.count(unread),
        "read_to": visit.read_to,
    }
    response = page(request, "today.html.j2", **values)
    remember_visit(response, visit, is_secure=is_secure(context, request))
    if asked := chosen(request.url.query):
        response.set_cookie(COOKIE, asked, max_age=_YEAR, samesite="lax")
    return response


def shared_values(context: WebContext, language: Language) -> dict[str, Any]:
    """Return what every first page shows, whoever reads it."""
    coverage = context.coverage()
    return {
        "coverage": coverage,
        "setup": setup_step(coverage, context.stores.browsing.newest()),
        "sources": context.sources,
        "directory": context.directory,
        "today": today_in(context, language),
        "token": "",
        "targets": (),
        "unread": None,
        "read_to": None,
        "named": (),
    }


def _shared(
    lines: Sequence[ChangeLine], context: WebContext, targets: Sequence[str]
) -> tuple[list[ChangeLine], list[ChangeLine]]:
    """Part the changes into those that concern the reader, or all of them, and the rest."""
    interests = interests_of(targets, context.directory)
    if interests is None:
        return [*lines], []
    mine = [line for line in lines if interests.has(line.source_id, line.topics)]
    own = {line.id for line in mine}
    return mine, [line for line in lines if line.id not in own]


def _view(
    context: WebContext,
    language: Language,
    lines: Sequence[ChangeLine],
    mine: Sequence[ChangeLine],
    rest: Sequence[ChangeLine],
    targets: Sequence[str] = (),
) -> dict[str, Any]:
    day = today_in(context, language)
    interests = interests_of(targets, context.directory)
    entries = entries_between(context, day, day + AHEAD, ChangeFilter(interests=interests))
    newest = context.stores.browsing.changes(ChangeFilter(), _SHOWN).changes if not lines else ()
    return shared_values(context, language) | {
        "found": in_order(context, gravest(mine, _SHOWN)) or newest,
        "is_lately": bool(lines),
        "count": len(mine),
        "rest": by_day(in_order(context, newest_of(rest, _REST)), language),
        "rest_count": len(rest),
        "counts": counts_of(lines, mine, context.sources, context.clock()),
        "entries": entries[:_DATES],
        "targets": targets,
        "targets_query": joined_targets(targets),
    }
