"""Pages of one sentence: what went wrong and where to go on, or a button that confirms."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from monitor.language import Language, message, texts
from web.locale import spoken
from web.rendering import rendered
from web.responses import API, problem

# The lists to which a missing page may belong, with the name of each in `web.yaml`.
_LISTS = {
    "changes": "nav_changes",
    "calendar": "nav_calendar",
    "events": "nav_events",
    "cases": "nav_cases",
    "sources": "nav_sources",
    "feeds": "nav_feeds",
}
_FIRST = [("/", "nav_today"), ("/changes", "nav_changes")]


def refusal(
    scope: Scope, status: int, headers: Mapping[str, str] | None = None, detail: str = ""
) -> Response:
    """Refuse a request, as JSON under the API and as a page elsewhere. `detail`: what was wrong."""
    path, query = str(scope["path"]), scope["query_string"].decode("latin-1")
    if path.startswith(API):
        return problem(status, headers=headers)
    language = spoken(query, Headers(scope=scope))
    words = texts("shell", language)
    known = status if f"refused_{status}" in words else HTTPStatus.INTERNAL_SERVER_ERROR.value
    sentence = words[f"refused_{known}"] + (f" ({detail})" if detail else "")
    page = _page(language, words[f"heading_{known}"], sentence, path=path, query=query)
    return HTMLResponse(page, status, headers=headers)


def note(
    key: str,
    language: Language,
    *,
    address: str = "",
    status: int = 200,
    request: Request | None = None,
) -> HTMLResponse:
    """Render one sentence, with a button when the page asks for a confirmation.

    `request`: lets the page link to itself in the other language.
    """
    words = texts("shell", language)
    own = f"heading_{key}", f"heading_{status}", "heading_note"
    heading = next(words[name] for name in own if name in words)
    path, query = (request.url.path, request.url.query) if request else ("", "")
    button = texts("web", language).get(f"{key}_button", "")
    sentence = message("web", language, key, address=address)
    body = _page(language, heading, sentence, path=path, query=query, button=button)
    return HTMLResponse(body, status)


def _page(
    language: Language, heading: str, sentence: str, *, path: str, query: str, button: str = ""
) -> str:
    return rendered(
        "note.html.j2",
        language,
        path=_own_path(path),
        query=query,
        heading=heading,
        sentence=sentence,
        button=button,
        ways=[] if button else _ways(path),
        finds=not button,
    )


def _own_path(path: str) -> str:
    """Make a path safe to link to: browsers read `//name` and a backslash as another site's."""
    return quote("/" + path.lstrip("/\\")) if path else ""


def _ways(path: str) -> list[tuple[str, str]]:
    """List where to go on, the list that the path belongs to first."""
    first = path.split("/")[1] if "/" in path else ""
    listed = [(f"/{first}", _LISTS[first])] if first in _LISTS else []
    return [*listed, *(way for way in _FIRST if way not in listed)]
