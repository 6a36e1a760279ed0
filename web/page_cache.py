"""Public pages are made once and shown to many: a short memory, ETags, conditional GET.

RFC 9110, sections 8.8.3 and 13.1.2: https://www.rfc-editor.org/rfc/rfc9110
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.text import sha256
from web.locale import COOKIE, chosen, spoken

log = structlog.get_logger()

# What is the same for everybody, for a while.
_PUBLIC = (
    "/changes", "/calendar", "/events", "/sources", "/search", "/charts", "/feeds", "/api",
)  # fmt: skip
_LARGEST = 4_000_000
_MOST_BYTES = 48_000_000
_YEAR = 365 * 86_400
# For so many times as long as it is fresh a page is shown while it is made anew.
_STALE = 4
# What a change and a version say never changes; the events and names around them seldom do.
_LASTING = re.compile(r"/changes/\d+$|/sources/[^/]+/versions/\d+$")
_LASTING_TIMES = 20


@dataclass(slots=True)
class _Kept:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: str
    made_at: float
    fresh_for: float


class PageCache:
    """Keeps public answers for `fresh_for` seconds, and says 304 where a client has them.

    An answer that is a little older is given at once, and made anew meanwhile.
    """

    def __init__(
        self, app: ASGIApp, *, fresh_for: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._fresh_for = fresh_for
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._making: dict[str, asyncio.Lock] = {}
        self._renewing: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or make the answer and keep it."""
        if scope["type"] != "http" or not _is_public(scope):
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        kept = self._known(key)
        if kept is None:
            # The first one makes it, the others wait for it.
            try:
                async with self._making.setdefault(key, asyncio.Lock()):
                    kept = self._known(key) or await self._make(key, scope, receive)
            finally:
                self._making.pop(key, None)
        elif self._age(kept) >= 1 and key not in self._renewing:
            self._renewing[key] = asyncio.create_task(self._renew(key, scope))
        await _answer(kept, scope, send)

    def _known(self, key: str) -> _Kept | None:
        kept = self._kept.get(key)
        return kept if kept and self._age(kept) < _STALE else None

    def _age(self, kept: _Kept) -> float:
        """How old it is, in spans of its freshness."""
        return (self._clock() - kept.made_at) / kept.fresh_for if kept.fresh_for else _STALE

    async def _renew(self, key: str, scope: Scope) -> None:
        """Nobody waits for it; a page that cannot be made is asked for again by the next one."""
        try:
            await self._make(key, scope, _nothing)
        except Exception as error:  # noqa: BLE001 - nobody waits for it; the next visitor asks again
            log.warning("page_not_renewed", path=scope["path"], error=type(error).__name__)
        finally:
            del self._renewing[key]

    async def _make(self, key: str, scope: Scope, receive: Receive) -> _Kept:
        made = await _gathered(self._app, {**scope, "method": "GET"}, receive)
        if made.status == 200 and len(made.body) <= _LARGEST:
            lasts = _LASTING_TIMES if _LASTING.match(str(scope["path"])) else 1
            made.made_at, made.fresh_for = self._clock(), self._fresh_for * lasts
            self._keep(key, made)
        return made

    def _keep(self, key: str, made: _Kept) -> None:
        self._forget(key)
        self._kept[key] = made
        self._size += len(made.body)
        while self._size > _MOST_BYTES:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        self._size -= len(gone.body) if gone else 0


def _is_public(scope: Scope) -> bool:
    path = str(scope["path"])
    return scope["method"] in {"GET", "HEAD"} and (path == "/" or path.startswith(_PUBLIC))


def _key(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{spoken(query, Headers(scope=scope))} {scope['path']}?{query}"


async def _gathered(app: ASGIApp, scope: Scope, receive: Receive) -> _Kept:
    """The whole answer."""
    made = _Kept(500, [], b"", "", 0.0, 0.0)
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            made.status, made.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, take)
    made.body = b"".join(parts)
    made.etag = f'"{sha256(made.body)[:32]}"'
    return made


async def _nothing() -> Message:
    """The rest of a request that was heard in full."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _answer(kept: _Kept, scope: Scope, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": kept.status}
    start["headers"] = list(kept.headers)
    headers = MutableHeaders(scope=start)
    body = kept.body
    if kept.status == 200:
        headers["etag"] = kept.etag
        headers["cache-control"] = "no-cache"
        headers["vary"] = "Accept-Language, Cookie"
        if _has(kept.etag, Headers(scope=scope).get("if-none-match", "")):
            start["status"], body = 304, b""
            for name in ("content-length", "content-type"):
                del headers[name]
    if language := chosen(scope["query_string"].decode("latin-1")):
        headers.append("set-cookie", f"{COOKIE}={language}; Path=/; Max-Age={_YEAR}; SameSite=Lax")
    await send(start)
    shown = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": shown})


def _has(etag: str, named: str) -> bool:
    """Whether `If-None-Match` names it; weak names count."""
    known = {name.strip().removeprefix("W/") for name in named.split(",")}
    return etag in known or "*" in known
