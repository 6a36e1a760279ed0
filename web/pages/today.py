"""The first page: what changed, what is due, what is new since the last visit, how much was checked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from monitor.chosen_targets import interests_of, joined_targets
from monitor.interests import Interests
from monitor.language import Language
from storage.queries.browsing import ChangeFilter
from web.calendar_entries import loaded
from web.context import WebContext
from web.lately import Lately, Overview, counts_of, in_order, newest_of, setup_step, top_of
from web.locale import COOKIE, chosen, language_for
from web.pages.calendar import today_in
from web.pages.change_list import by_day
from web.recent import Recent
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
# A page is about 40 KB.
_KEPT_PAGES, _KEPT_VIEWS = 300, 200
# No link of ours to the page has a longer query.
_LONGEST_QUERY = 200


class _Asked(NamedTuple):
    """What a page with choices is made of: readers who ask for the same share it."""

    language: Language
    query: str
    targets: tuple[str, ...]
    read_to: int
    newest: int


class TodayPage:
    """Shows the first page: the same for all, or that of a device with choices.

    Readers with the same choices, who have read as far, share a page for some seconds: it says
    nothing of who they are.
    """

    def __init__(self, context: WebContext) -> None:
        self._lately = Lately(context)
        self._pages = Recent[bytes](context.clock, context.fresh_for, _KEPT_PAGES)
        self._views = Recent[dict[str, Any]](context.clock, context.fresh_for, _KEPT_VIEWS)

    def show(self, context: WebContext, request: Request) -> Response:
        """Show the page."""
        language = language_for(request)
        overview = self._lately.overview(today_in(context, language))
        if not is_personal(request.headers):
            return page(request, "today.html.j2", **_view(context, language, overview, ()))
        targets = chosen_targets(request, context.directory)
        visit = visit_now(last_visit(request), overview.newest, context.clock())
        query = request.url.query[:_LONGEST_QUERY]
        asked = _Asked(language, query, targets, visit.read_to, overview.newest)
        body = self._pages.get(asked, lambda: self._made(context, request, overview, asked))
        response = HTMLResponse(body)
        remember_visit(response, visit, is_secure=is_secure(context, request))
        if wanted := chosen(request.url.query):
            response.set_cookie(COOKIE, wanted, max_age=_YEAR, samesite="lax")
        return response

    def _made(
        self, context: WebContext, request: Request, overview: Overview, asked: _Asked
    ) -> bytes:
        view = self._views.get(
            (asked.language, asked.targets, asked.newest),
            lambda: _view(context, asked.language, overview, asked.targets),
        )
        interests = interests_of(asked.targets, context.directory)
        unread = ChangeFilter(after=asked.read_to, interests=interests)
        values = view | {
            "unread": context.stores.browsing.count(unread),
            "read_to": asked.read_to,
            "newest": asked.newest,
        }
        return bytes(page(request, "today.html.j2", **values).body)


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
    top = top_of(mine)
    others = [line for line in mine if line.id not in top]
    found = in_order(context, newest_of(others, _SHOWN, language))
    if not overview.lines:
        found = [*context.stores.browsing.changes(ChangeFilter(), _SHOWN).changes]
    due = [one for one in overview.ahead if one.concerns(interests)]
    return shared_values(context, language, overview) | {
        "top": in_order(context, top),
        "found": by_day(found, language),
        "is_lately": bool(overview.lines),
        "count": len(mine),
        "rest": by_day(in_order(context, newest_of(rest, _REST, language)), language),
        "rest_count": len(rest),
        "counts": counts_of(overview.lines, mine, context.sources, context.clock()),
        "entries": loaded(context, due[:_DATES]),
        "targets": targets,
        "targets_query": joined_targets(targets),
    }


def _concerns(interests: Interests | None, source_id: str, topics: Sequence[str]) -> bool:
    return interests is None or interests.has(source_id, topics)
