"""Responses that are not pages: rejections, problems (RFC 9457), downloads."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from monitor.language import texts
from web.locale import spoken
from web.rendering import rendered

API = "/api/"
_TITLES = {
    400: "Bad request",
    401: "A read key is needed",
    403: "Not from another site",
    404: "Not found",
    405: "Not this way",
    422: "Not understood",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Not now",
}


def problem(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """Build a problem+json response (https://www.rfc-editor.org/rfc/rfc9457)."""
    content = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status}
    content |= {"detail": detail} if detail else {}
    return JSONResponse(
        content | more, status, headers=headers, media_type="application/problem+json"
    )


def refusal(
    scope: Scope, status: int, headers: Mapping[str, str] | None = None, detail: str = ""
) -> Response:
    """Refuse a request, as JSON under the API and as a page elsewhere. `detail`: what was wrong."""
    if str(scope["path"]).startswith(API):
        return problem(status, headers=headers)
    language = spoken(scope["query_string"].decode("latin-1"), Headers(scope=scope))
    words = texts("web", language)
    sentence = words.get(f"refused_{status}", words["refused_500"])
    sentence = f"{sentence} ({detail})" if detail else sentence
    page = rendered("note.html.j2", language, path="", query="", sentence=sentence, button="")
    return HTMLResponse(page, status, headers=headers)


def attachment(body: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Build a download that no browser runs; `name`: only letters, digits, dots and dashes."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(body, media_type=media_type, headers=headers)
