"""The operators' page on which a part of a captured page is pointed at, to select it.

The capture is shown in a frame without scripts, as markup of ours (`monitor.inert_page`): nothing
of the page runs, loads or leads anywhere.
"""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.bundle import BundlePart, unpack
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.html import parse
from monitor.inert_page import inert
from monitor.model import Snapshot
from monitor.selector_choice import around, choices
from web.drafts import Draft
from web.locale import language_for
from web.pages.source_editor import NEW, EditorPages, guarded
from web.rendering import page, rendered
from web.source_previews import captures

# The frame may open our own links in its window, and nothing else.
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin allow-top-navigation-by-user-activation"
)
_ENTRIES = 5
_LISTING = "listing"


def routes(pages: EditorPages) -> list[Route]:
    """Route the picker and the frame in it."""
    return [
        guarded(pages, "/operator/pick/{draft}", _picker),
        guarded(pages, "/operator/pick/{draft}/page", _page),
    ]


def _picker(pages: EditorPages, request: Request) -> Response:
    draft = _draft(pages, request)
    texts = _texts(pages, draft, _of(request))
    at = request.query_params.get("at")
    response = page(
        request,
        "picker.html.j2",
        said=(),
        draft=draft,
        back=_back(draft),
        count=len(texts),
        at=at,
        of=_of(request),
        frame=f"/operator/pick/{draft.id}/page?{urlencode({'at': at or '', 'of': _of(request)})}",
        around=_around(texts, at),
        choices=choices(texts, at) if texts and at is not None else (),
    )
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'"
    )
    response.headers["content-security-policy"] = (
        f"{policy}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _page(pages: EditorPages, request: Request) -> Response:
    """Show the capture without all that acts."""
    draft = _draft(pages, request)
    texts = _texts(pages, draft, _of(request))
    if not texts:
        raise HTTPException(404)

    def address_of(path: str) -> str:
        return f"/operator/pick/{draft.id}?{urlencode({'at': path, 'of': _of(request)})}"

    try:
        shown = inert(parse(texts[0]), address_of, request.query_params.get("at") or None)
    except ExtractionError:
        raise HTTPException(404) from None
    values = {"path": "", "query": "", "shown": shown, "tongue": draft.fields.get("language", "")}
    body = rendered("picked_page.html.j2", language_for(request), **values)
    headers = {"content-security-policy": _POLICY, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(body, headers=headers)


def _draft(pages: EditorPages, request: Request) -> Draft:
    draft = pages.drafts.get(str(request.path_params["draft"]))
    if draft is None:
        raise HTTPException(404)
    return draft


def _texts(pages: EditorPages, draft: Draft, of: str) -> list[str]:
    """Return the captures as text, the newest first; none of what is no page.

    `of`: `listing` for the pages of the newest capture's entries.
    """
    found = captures(pages.context, draft)
    if of == _LISTING:
        parts = _parts(found[0])[1 : _ENTRIES + 1] if found else ()
    else:
        parts = tuple(part for one in found for part in _parts(one)[:1])
    texts = [_text(part, draft) for part in parts]
    return [text for text in texts if "<" in text]


def _parts(snapshot: Snapshot) -> tuple[BundlePart, ...]:
    packed = BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
    try:
        return unpack(packed)
    except ExtractionError:
        return ()


def _text(part: BundlePart, draft: Draft) -> str:
    if part.body.startswith(b"%PDF"):
        return ""
    return decode(part.body, part.content_type, draft.fields.get("language", ""))


def _around(texts: list[str], at: str | None) -> tuple[object, ...]:
    if not texts or at is None:
        return ()
    try:
        return around(parse(texts[0]), at)
    except ExtractionError:
        return ()


def _of(request: Request) -> str:
    return _LISTING if request.query_params.get("of") == _LISTING else "page"


def _back(draft: Draft) -> str:
    where = f"/operator/sources/{draft.source_id}/edit" if draft.source_id else NEW
    return f"{where}?{urlencode({'draft': draft.id})}"
