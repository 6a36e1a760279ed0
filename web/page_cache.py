"""Cache public pages in memory for a short time, compressed once for all who ask."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.locale import COOKIE, chosen, spoken
from web.public_paths import PAGES
from web.representation import Representation
from web.sessions import COOKIE as OPERATOR
from web.visitor import is_personal

log = structlog.get_logger()

# The pages that look the same for every visitor.
_PUBLIC = (*PAGES, "/api", "/sitemap")
# What a key opens is for its owner alone.
_OF_KEYS = ("/api/v1/subscriptions", "/api/v1/jobs")
# What a visitor waits for, and what is kept by browsers for good.
_PASSED = ("/translation", ".webp")
_LARGEST = 4_000_000
_MOST_BYTES = 48_000_000
_YEAR = 365 * 86_400
# A page is served stale, while it is rendered again, up to this many times its fresh period.
_STALE = 4
# A change and a version never change; the events and names shown with them seldom do.
_IMMUTABLE = re.compile(r"/changes/\d+$|/sources/[^/]+/versions/\d+$")
_IMMUTABLE_TIMES = 20


@dataclass(slots=True)
class _Cached:
    status: int
    headers: list[tuple[bytes, bytes]]
    content: Representation
    made_at: float = 0.0
    fresh_for: float = 0.0
    # How much of the memory for pages it was counted with.
    counted: int = 0


class PageCache:
    """Caches public responses for `fresh_for` seconds, and answers 304 to a client that has them.

    A slightly older response is served at once and rendered again in the background.
    """

    def __init__(
        self, app: ASGIApp, *, fresh_for: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._fresh_for = fresh_for
        self._clock = clock
        self._kept: OrderedDict[str, _Cached] = OrderedDict()
        self._size = 0
        self._locks: dict[str, asyncio.Lock] = {}
        self._renewing: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or render the response and cache it."""
        if scope["type"] != "http" or not _is_public(scope):
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        cached = self._lookup(key)
        if cached is None:
            # The first request renders the page, the others wait for it.
            try:
                async with self._locks.setdefault(key, asyncio.Lock()):
                    cached = self._lookup(key) or await self._render(key, scope, receive)
            finally:
                self._locks.pop(key, None)
        elif self._age(cached) >= 1 and key not in self._renewing:
            self._renewing[key] = asyncio.create_task(self._renew(key, scope))
        await _respond(cached, scope, send)
        self._count(key, cached)

    def _lookup(self, key: str) -> _Cached | None:
        cached = self._kept.get(key)
        return cached if cached and self._age(cached) < _STALE else None

    def _age(self, cached: _Cached) -> float:
        """The age of a response, in multiples of its fresh period."""
        return (self._clock() - cached.made_at) / cached.fresh_for if cached.fresh_for else _STALE

    async def _renew(self, key: str, scope: Scope) -> None:
        """Render a page again in the background; after a failure the next request tries again."""
        try:
            await self._render(key, scope, _empty_body)
        except Exception as error:  # noqa: BLE001 - no request waits for it; the next one tries again
            log.warning("page_not_renewed", path=scope["path"], error=type(error).__name__)
        finally:
            del self._renewing[key]

    async def _render(self, key: str, scope: Scope, receive: Receive) -> _Cached:
        response = await _buffered(self._app, {**scope, "method": "GET"}, receive)
        old = self._kept.get(key)
        if old and old.content.hash == response.content.hash:
            # The same as before: what is compressed stays so.
            response.content = old.content
        if response.status == 200 and len(response.content.body) <= _LARGEST:
            times = _IMMUTABLE_TIMES if _IMMUTABLE.match(str(scope["path"])) else 1
            response.made_at, response.fresh_for = self._clock(), self._fresh_for * times
            self._store(key, response)
        return response

    def _store(self, key: str, response: _Cached) -> None:
        self._evict(key)
        self._kept[key] = response
        self._count(key, response)

    def _count(self, key: str, response: _Cached) -> None:
        """Count what a kept response holds by now; evict the oldest while there is too much."""
        if self._kept.get(key) is not response:
            return
        size = response.content.size
        self._size += size - response.counted
        response.counted = size
        while self._size > _MOST_BYTES:
            self._evict(next(iter(self._kept)))

    def _evict(self, key: str) -> None:
        evicted = self._kept.pop(key, None)
        self._size -= evicted.counted if evicted else 0


def _is_public(scope: Scope) -> bool:
    path = str(scope["path"])
    is_read = scope["method"] in {"GET", "HEAD"} and not path.endswith(_PASSED)
    headers = Headers(scope=scope)
    if path == "/":
        return is_read and not is_personal(headers)
    # A source's page has more for an operator.
    is_own = path.startswith("/sources/") and OPERATOR in headers.get("cookie", "")
    return is_read and path.startswith(_PUBLIC) and not path.startswith(_OF_KEYS) and not is_own


def _key(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{spoken(query, Headers(scope=scope))} {scope['path']}?{query}"


async def _buffered(app: ASGIApp, scope: Scope, receive: Receive) -> _Cached:
    """Run the application and collect the whole response."""
    start: Message = {"status": 500, "headers": []}
    parts: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, collect)
    headers = list(start["headers"])
    content_type = Headers(raw=headers).get("content-type", "")
    return _Cached(start["status"], headers, Representation(b"".join(parts), content_type))


async def _empty_body() -> Message:
    """Receive an empty body: the request that triggered the renewal is already read."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _respond(cached: _Cached, scope: Scope, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": cached.status}
    start["headers"] = list(cached.headers)
    headers = MutableHeaders(scope=start)
    if language := chosen(scope["query_string"].decode("latin-1")):
        headers.append("set-cookie", f"{COOKIE}={language}; Path=/; Max-Age={_YEAR}; SameSite=Lax")
    if cached.status == 200:
        headers["cache-control"] = "no-cache"
        headers["vary"] = "Accept-Language, Cookie"
        await cached.content.send(start, scope, send)
        return
    await send(start)
    body = b"" if scope["method"] == "HEAD" else cached.content.body
    await send({"type": "http.response.body", "body": body})
