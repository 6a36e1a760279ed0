"""Access control: rate limits, read keys, no posts from other sites."""

import hmac
from collections.abc import Callable

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from storage.api_keys import ProgramKey
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
# How a program is told to send its key.
_ALWAYS_OPEN = (f"{API}v1/docs", f"{API}v1/", f"{API}v1/openapi.json")
KEY = "api_key"
_MOST_BYTES = 64_000


class Guard:
    """Lets a request pass, or answers 401, 403, 413 or 429. Without `read_keys` reading is open to all.

    `find_key`: finds the stored key of a token. The key of a request stands in its state.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        read_keys: tuple[str, ...],
        find_key: Callable[[str], ProgramKey | None],
    ) -> None:
        self._app = app
        self._keys = read_keys
        self._find_key = find_key
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        response = None
        if scope["type"] == "http":
            scope.setdefault("state", {})[KEY] = await self._key(scope)
            response = self._refusal(scope)
        await (response or self._app)(scope, receive, send)

    async def _key(self, scope: Scope) -> ProgramKey | None:
        """Find the stored key that a request to the API carries."""
        token = _token(Headers(scope=scope)) if str(scope["path"]).startswith(API) else ""
        return await run_in_threadpool(self._find_key, token) if token else None

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = str(scope["path"])
        if scope["method"] not in {"GET", "HEAD"} and _is_foreign(headers):
            return refusal(scope, 403)
        for limit, name in _limits(path, str(scope["method"])):
            if not self._limiter.hit(limit, name, _caller(scope)):
                return refusal(scope, 429, {"retry-after": "60"})
        if path.startswith(API) and _is_too_long(headers):
            return refusal(scope, 413)
        if self._keys and path.startswith(API) and not self._may_read(scope):
            return refusal(scope, 401, {"www-authenticate": "Bearer"})
        return None

    def _may_read(self, scope: Scope) -> bool:
        sent = _token(Headers(scope=scope))
        is_listed = any(hmac.compare_digest(sent.encode(), key.encode()) for key in self._keys)
        return is_listed or key_of(scope) is not None or str(scope["path"]) in _ALWAYS_OPEN


def key_of(scope: Scope) -> ProgramKey | None:
    """Return the stored key that a request carries; None without one."""
    found: ProgramKey | None = scope["state"][KEY]
    return found


def _token(headers: Headers) -> str:
    """Return what a request sends as its key. Never a cookie: a browser sends that by itself."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else headers.get(_KEY_HEADER, "")


def _limits(path: str, method: str) -> list[tuple[RateLimitItem, str]]:
    if path.startswith(("/static/", "/healthz", "/readyz", "/telegram")):
        return []
    limits = [(_LIMIT, "all")]
    if any(part in path for part in _COSTLY):
        limits.append((_COSTLY_LIMIT, "costly"))
    if path.startswith("/sign-in"):
        limits.append((_SIGN_IN_LIMIT, "sign-in"))
    if method not in {"GET", "HEAD"} and path.startswith(API):
        limits.append((_COSTLY_LIMIT, "api writes"))
    if method == "POST" and path.endswith("/translation"):
        limits.append((_TRANSLATION_LIMIT, "translation"))
    return limits


def _is_too_long(headers: Headers) -> bool:
    """Whether a body is longer than any that the API takes, or does not say how long it is."""
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdecimal() or int(length) > _MOST_BYTES


def _is_foreign(headers: Headers) -> bool:
    """Whether the browser marks the request as cross-site (https://www.w3.org/TR/fetch-metadata/)."""
    return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _caller(scope: Scope) -> str:
    """Whose requests are counted together: those of a key, else those of an address."""
    key = key_of(scope)
    return f"key {key.id}" if key else _client(scope)


def _client(scope: Scope) -> str:
    """The client's address, as `web.proxies` resolved it."""
    return str(scope["client"][0]) if scope.get("client") else ""
