"""Who may ask how often, and from where: rate limits, read keys, no posts from other sites."""

import hmac

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.responses import API, refusal

_PACE = parse("600/minute")
# What reads much, or makes a file.
_COSTLY_PACE = parse("60/minute")
_COSTLY = ("/search", "/compare", "/export", "/evidence", "/captures", "/sections")
# A token has 256 bits; this is for the log's sake.
_SIGN_IN_PACE = parse("10/minute")
_KEY_HEADER = "x-api-key"


class Guard:
    """Lets a request pass, or answers 401, 403 or 429. `read_keys`: none: the API is open."""

    def __init__(self, app: ASGIApp, *, read_keys: tuple[str, ...]) -> None:
        self._app = app
        self._keys = read_keys
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or refuse it."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = str(scope["path"])
        if scope["method"] not in {"GET", "HEAD"} and _is_foreign(headers):
            return refusal(scope, 403)
        for pace, scope_of in _paces(path):
            if not self._limiter.hit(pace, scope_of, _client(scope)):
                return refusal(scope, 429, {"retry-after": "60"})
        if self._keys and path.startswith(API) and not self._has_key(headers):
            return refusal(scope, 401, {"www-authenticate": "Bearer"})
        return None

    def _has_key(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        shown = bearer if scheme.lower() == "bearer" else headers.get(_KEY_HEADER, "")
        return any(hmac.compare_digest(shown.encode(), key.encode()) for key in self._keys)


def _paces(path: str) -> list[tuple[RateLimitItem, str]]:
    if path.startswith(("/static/", "/healthz", "/readyz", "/telegram")):
        return []
    paces = [(_PACE, "all")]
    if any(part in path for part in _COSTLY):
        paces.append((_COSTLY_PACE, "costly"))
    if path.startswith("/sign-in"):
        paces.append((_SIGN_IN_PACE, "sign-in"))
    return paces


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that another site's page sent it (https://www.w3.org/TR/fetch-metadata/)."""
    return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _client(scope: Scope) -> str:
    """Who asks, as `web.proxies` tells it."""
    return str(scope["client"][0]) if scope.get("client") else ""
