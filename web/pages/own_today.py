"""A subscriber's own first page, by the same signed link as the choices."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Subscriber
from monitor.following import Following
from monitor.model import Change
from monitor.watchlist import NameMatch
from web.calendar_entries import CalendarEntry, loaded
from web.context import WebContext
from web.lately import Overview, counts_of, newest_of, overview_of, top_of
from web.pages.calendar import today_in
from web.pages.change_list import by_day
from web.pages.mine import read_to
from web.pages.signed import signed_form
from web.pages.today import shared_values
from web.rendering import rendered
from web.visitor import is_secure, last_visit, remember_visit, visit_now

_PATH = "/mine/today/{token}"
_SHOWN, _REST, _DATES, _NAMED = 40, 12, 10, 5
# The newest changes; of so many of them the words are looked for in their texts.
_READ, _SEARCHED = 2_000, 200
_AT_ONCE = 20


def routes(context: WebContext) -> list[Route]:
    """Route `/mine/today/TOKEN`: GET shows the page, POST marks all as read."""
    return signed_form(context, _PATH, _show, _mark_read)


def _show(context: WebContext, request: Request, subscriber: Subscriber) -> Response:
    newest = context.stores.browsing.newest()
    visit = visit_now(last_visit(request), newest, context.clock())
    values = _view(context, subscriber, visit.read_to) | {
        "token": str(request.path_params["token"]),
        "newest": newest,
    }
    page = rendered("today.html.j2", subscriber.language, path="", query="", **values)
    response = HTMLResponse(page)
    remember_visit(response, visit, is_secure=is_secure(context, request))
    return response


def _mark_read(
    context: WebContext, request: Request, subscriber: Subscriber, fields: Mapping[str, str]
) -> Response:
    del subscriber
    response = RedirectResponse(request.url.path, 303)
    visit = read_to(context, fields.get("to", ""))
    remember_visit(response, visit, is_secure=is_secure(context, request))
    return response


def _view(context: WebContext, subscriber: Subscriber, mark: int) -> dict[str, Any]:
    following = _following(context, subscriber)
    overview = overview_of(context, today_in(context, subscriber.language))
    lines = overview.lines[:_READ]
    loaded = context.stores.history.changes_of((line.id for line in lines), with_edits=False)
    changes = {change.id: change for change in loaded}
    own = _followed(context, following, changes.values())
    mine = [line for line in lines if line.id in own]
    top, language = top_of(mine), subscriber.language
    shown = newest_of((line for line in mine if line.id not in top), _SHOWN, language)
    rest = [line for line in lines if line.id not in own]
    return (
        shared_values(context, subscriber.language, overview)
        | _personal(context, subscriber, following, overview)
        | {
            "top": [changes[number] for number in top],
            "found": by_day([changes[n] for n in shown], language),
            "shown": len(top) + len(shown),
            "is_lately": True,
            "count": len(mine),
            "rest": by_day([changes[n] for n in newest_of(rest, _REST, language)], language),
            "rest_count": len(rest),
            "counts": counts_of(lines, mine, context.sources, context.clock()),
            "unread": sum(line.id > mark for line in mine),
            "read_to": mark,
            "targets_query": "",
        }
    )


def _following(context: WebContext, subscriber: Subscriber) -> Following:
    mutes = context.stores.mutes.of(subscriber.id, context.clock())
    return Following(
        subscriptions=context.stores.subscribers.subscriptions(subscriber.id),
        min_severity=subscriber.min_severity,
        muted=[mute.target for mute in mutes],
    )


def _followed(context: WebContext, following: Following, changes: Iterable[Change]) -> set[int]:
    """Return the changes that are followed; texts are read only where words decide."""

    def has(change: Change) -> bool:
        return following.has(change, context.sources.get(change.source_id))

    newest = sorted(changes, key=lambda change: -change.id)
    if not following.has_words:
        return {change.id for change in newest if has(change)}
    own = {change.id for change in newest[_SEARCHED:] if has(change)}
    numbers = [change.id for change in newest[:_SEARCHED]]
    for start in range(0, len(numbers), _AT_ONCE):
        read = context.stores.history.changes_of(numbers[start : start + _AT_ONCE])
        own |= {change.id for change in read if has(change)}
    return own


def _personal(
    context: WebContext, subscriber: Subscriber, following: Following, overview: Overview
) -> dict[str, Any]:
    ahead = loaded(context, overview.ahead)
    return {
        "entries": [one for one in ahead if _concerns(context, following, one)][:_DATES],
        "named": _named(context, subscriber),
        "has_names": bool(context.stores.watchlists.of(subscriber.id)),
        "open_count": len(context.stores.tasks.open(subscriber.id, context.clock())),
    }


def _concerns(context: WebContext, following: Following, entry: CalendarEntry) -> bool:
    if entry.change:
        return following.has(entry.change, context.sources.get(entry.change.source_id))
    followed = {one.target for one in following.subscriptions}
    return entry.case is not None and not followed.isdisjoint(entry.case.goods)


def _named(
    context: WebContext, subscriber: Subscriber
) -> Sequence[tuple[Change, tuple[NameMatch, ...]]]:
    """Return the last changes that state own names, each with where it does."""
    numbers = context.stores.watchlists.last_matched(subscriber.id, _NAMED)
    matches = context.stores.watchlists.matches(subscriber.id, numbers)
    changes = context.stores.history.changes_of(numbers, with_edits=False)
    return [(change, matches[change.id]) for change in reversed(changes) if change.id in matches]
