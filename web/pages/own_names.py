"""A subscriber's own names, by the same signed link as the choices: see, add, remove them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Subscriber
from monitor.language import Language, message, texts
from monitor.text import clean
from monitor.watchlist import TermKind, WatchTerm
from monitor.watchlist.entry import (
    MOST_CHARS,
    MOST_TERMS,
    fault_of,
    guess,
    is_everyday_name,
    term_of,
)
from monitor.watchlist.finding import keys_of
from monitor.watchlist.wording import explain, kind_name, kind_named
from monitor.wording import source_name
from storage.delivery.sightings import Sighting
from web import query_params
from web.context import WebContext
from web.pages.signed import signed_form
from web.rendering import rendered

_LOOK_BACK = timedelta(days=365)
_MOST_FOUND = 10


def routes(context: WebContext) -> list[Route]:
    """Route `/subscriptions/TOKEN/names`: GET shows the names, POST adds or removes one."""
    return signed_form(context, "/subscriptions/{token}/names", _show, _change)


def section(context: WebContext, subscriber: Subscriber, token: str) -> dict[str, Any]:
    """Return what the section of own names shows, here and on the page of choices."""
    language = subscriber.language
    names = context.stores.watchlists.of(subscriber.id)
    return {
        "names_path": f"/subscriptions/{token}/names",
        "names": [(name, kind_name(name.term.kind, language)) for name in names],
        "kinds": [(kind, kind_name(kind, language)) for kind in TermKind],
        "names_pass_quiet": subscriber.names_pass_quiet,
        "most_chars": MOST_CHARS,
        "chosen_kind": "",
        "typed_name": "",
        "name_fault": "",
        "name_told": (),
        "found": (),
    }


def _show(context: WebContext, request: Request, subscriber: Subscriber) -> Response:
    return _page(context, request, subscriber, {})


def _change(
    context: WebContext, request: Request, subscriber: Subscriber, fields: Mapping[str, str]
) -> Response:
    if "remove" in fields:
        number = query_params.whole_number(fields["remove"], query_params.LARGEST)
        if number is not None:
            context.stores.watchlists.remove(subscriber.id, number)
    elif "quiet" in fields:
        passes = fields["quiet"] == "on"
        context.stores.subscribers.set_names_pass_quiet(subscriber.id, passes, context.clock())
    else:
        return _page(context, request, subscriber, _add(context, subscriber, fields))
    return RedirectResponse(request.url.path, 303)


def _add(context: WebContext, subscriber: Subscriber, fields: Mapping[str, str]) -> dict[str, Any]:
    """Add a name; return what the page says of it: a fault, or where the last months have it."""
    language, typed = subscriber.language, clean(fields.get("name", ""))
    kind = kind_named(fields.get("kind", "")) or guess(typed) or TermKind.SHOP
    term = term_of(kind, typed)
    again = {"chosen_kind": kind, "typed_name": typed[: MOST_CHARS + 1]}
    if not typed:
        return again | {"name_fault": texts("web", language)["name_missing"]}
    if fault := fault_of(term):
        return again | {"name_fault": explain(fault, term, language)}
    now = context.clock()
    name = context.stores.watchlists.add(subscriber.id, term, now)
    if name is None:
        full = message("watchlist", language, "names_full", count=MOST_TERMS)
        return again | {"name_fault": full}
    if not keys_of(term):
        return {}
    search = context.stores.sightings.search
    found = search(subscriber.id, name, now - _LOOK_BACK, _MOST_FOUND)
    return {"found": _found(context, found, language), "name_told": _told(term, found, language)}


def _told(term: WatchTerm, found: Sequence[Sighting], language: Language) -> list[str]:
    key = "name_found" if found else "name_nowhere"
    notes = [message("web", language, key, name=term.text, count=len(found))]
    return notes + ([explain("everyday", term, language)] if is_everyday_name(term) else [])


def _found(
    context: WebContext, found: Sequence[Sighting], language: Language
) -> list[tuple[Sighting, str]]:
    sources = context.sources
    return [
        (one, source_name(sources.get(one.source_id), one.source_id, language)) for one in found
    ]


def _page(
    context: WebContext, request: Request, subscriber: Subscriber, more: dict[str, Any]
) -> Response:
    """Render the names; with a fault the status is 422."""
    token = str(request.path_params["token"])
    values = section(context, subscriber, token) | more
    page = rendered(
        "own_names.html.j2",
        subscriber.language,
        path="",
        query="",
        choices_path=f"/subscriptions/{token}",
        **values,
    )
    return HTMLResponse(page, 422 if values["name_fault"] else 200)
