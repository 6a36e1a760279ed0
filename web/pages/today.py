"""The first page: what changed, what is due, what is new since the last visit, how much was checked."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from monitor.chosen_targets import interests_of, joined_targets
from monitor.interests import Interests
from monitor.language import Language
from storage.queries.browsing import ChangeFilter
from web.calendar_entries import loaded
from web.context import WebContext
from web.lately import Lately, Overview, counts_of, gravest, in_order, newest_of, setup_step
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
_YEAR = 365 * 86_400


def today(lately: Lately, context: WebContext, request: Request) -> Response:
    """Show the first page: the same for all, or that of a device with choices."""
    language = language_for(request)
    overview = lately.overview(today_in(context, language))
    if not is_personal(request.headers):
        return page(request, "today.html.j2", **_view(context, language, overview, ()))
    targets = chosen_targets(request, context.directory)
    newest = context.stores.browsing.newest()
    visit = visit_now(last_visit(request), newest, context.clock())
    unread = ChangeFilter(after=visit.read_to, interests=interests_of(targets, context.directory))
    values = _view(context, language, overview, targets) | {
        "unread": context.stores.browsing.count(unread),
        "read_to": visit.read_to,
        "newest": newest,
    }
    response = page(request, "today.html.j2", **values)
    remember_visit(response, visit, is_secure=is_secure(context, request))
    if asked := chosen(request.url.query):
        response.set_cookie(COOKIE, asked, max_age=_YEAR, samesite="lax")
    return response


def shared_values(context: WebContext, language: Language, overview: Overview) -> dict[str, Any]:
    """Return what every first page shows, whoever reads it."""
    return {
        "coverage": overview.coverage,
        "setup": setup_step(overview.coverage, overview.newest),
        "sources": context.sources,
        "directory": context.directory,
        "today": today_in(context, language),
        "token": "",
        "targets": (),
        "unread": None,
        "read_to": None,
        "named": (),
    }


def _view(
    context: WebContext, language: Language, overview: Overview, targets: Sequence[str]
) -> dict[str, Any]:
    interests = interests_of(targets, context.directory)
    mine = [one for one in overview.lines if _concerns(interests, one.source_id, one.topics)]
    own = {line.id for line in mine}
    rest = [line for line in overview.lines if line.id not in own]
    found = in_order(context, gravest(mine, _SHOWN))
    if not overview.lines:
        found = [*context.stores.browsing.changes(ChangeFilter(), _SHOWN).changes]
    due = [one for one in overview.ahead if one.concerns(interests)]
    return shared_values(context, language, overview) | {
        "found": found,
        "is_lately": bool(overview.lines),
        "count": len(mine),
        "rest": by_day(in_order(context, newest_of(rest, _REST)), language),
        "rest_count": len(rest),
        "counts": counts_of(overview.lines, mine, context.sources, context.clock()),
        "entries": loaded(context, due[:_DATES]),
        "targets": targets,
        "targets_query": joined_targets(targets),
    }


def _concerns(interests: Interests | None, source_id: str, topics: Sequence[str]) -> bool:
    return interests is None or interests.has(source_id, topics)
