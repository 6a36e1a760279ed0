"""Responses that are not pages: problems (RFC 9457), downloads."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

API = "/api/"
_TITLES = {
    400: "Bad request",
    401: "A read key is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Not this way",
    409: "Not as things stand",
    410: "Expired",
    413: "Too long",
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


def attachment(body: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Build a download that no browser runs; `name`: only letters, digits, dots and dashes."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(body, media_type=media_type, headers=headers)
