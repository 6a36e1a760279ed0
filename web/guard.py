"""Access control: rate limits, read keys, no posts from other sites."""

import hmac

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.notes import refusal
from web.responses import API

_LIMIT = parse("600/minute")
# For paths that read many rows or build a file.
_COSTLY_LIMIT = parse("60/minute")
_COSTLY = ("/search", "/compare", "/export", "/evidence", "/captures", "/sections")
# A 256-bit token cannot be guessed; the limit keeps attempts from flooding the log.
_SIGN_IN_LIMIT = parse("10/minute")
# A translation costs the operator money.
_TRANSLATION_LIMIT = parse("10/hour")
_KEY_HEADER = "x-api-key"


class Guard:
    """Lets a request pass, or answers 401, 403 or 429. Without `read_keys` the API is open."""

    def __init__(self, app: ASGIApp, *, read_keys: tuple[str, ...]) -> None:
        self._app = app
        self._keys = read_keys
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        response = self._refusal(scope) if scope["type"] == "http" else None
        await (response or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = str(scope["path"])
        if scope["method"] not in {"GET", "HEAD"} and _is_foreign(headers):
            return refusal(scope, 403)
        for limit, name in _limits(path, str(scope["method"])):
            if not self._limiter.hit(limit, name, _client(scope)):
                return refusal(scope, 429, {"retry-after": "60"})
        if self._keys and path.startswith(API) and not self._has_key(headers):
            return refusal(scope, 401, {"www-authenticate": "Bearer"})
        return None

    def _has_key(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        sent = bearer if scheme.lower() == "bearer" else headers.get(_KEY_HEADER, "")
        return any(hmac.compare_digest(sent.encode(), key.encode()) for key in self._keys)


def _limits(path: str, method: str) -> list[tuple[RateLimitItem, str]]:
    if path.startswith(("/static/", "/healthz", "/readyz", "/telegram")):
        return []
    limits = [(_LIMIT, "all")]
    if any(part in path for part in _COSTLY):
        limits.append((_COSTLY_LIMIT, "costly"))
    if path.startswith("/sign-in"):
        limits.append((_SIGN_IN_LIMIT, "sign-in"))
    if method == "POST" and path.endswith("/translation"):
        limits.append((_TRANSLATION_LIMIT, "translation"))
    return limits


def _is_foreign(headers: Headers) -> bool:
    """Whether the browser marks the request as cross-site (https://www.w3.org/TR/fetch-metadata/)."""
    return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _client(scope: Scope) -> str:
    """The client's address, as `web.proxies` resolved it."""
    return str(scope["client"][0]) if scope.get("client") else ""
