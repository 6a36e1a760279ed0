"""A body that is sent to many, compressed once for each coding, with an ETag for each.

RFC 9110, sections 8.8.3 and 13.1.2: https://www.rfc-editor.org/rfc/rfc9110
"""

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

from monitor.text import sha256
from web.compression import CODINGS, IDENTITY, coding_for, is_compressible

# A larger body is compressed in a thread, so that the loop goes on meanwhile.
_AT_ONCE = 50_000


class Representation:
    """The bytes of a response, as they are and compressed."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.body = body
        self.hash = sha256(body)[:32]
        self._is_compressible = is_compressible(content_type, len(body))
        self._coded: dict[str, asyncio.Future[bytes]] = {}

    @property
    def size(self) -> int:
        """How many bytes it holds, those of its compressed forms included."""
        coded = (one.result() for one in self._coded.values() if _is_ready(one))
        return len(self.body) + sum(map(len, coded))

    def coding(self, headers: Headers) -> str:
        """Choose the coding for a request."""
        accepted = headers.get("accept-encoding", "")
        return coding_for(accepted) if self._is_compressible and accepted else IDENTITY

    def etag(self, coding: str) -> str:
        """Return the strong ETag of one form; no two forms share one."""
        return f'"{self.hash}-{coding}"' if coding else f'"{self.hash}"'

    async def coded(self, coding: str) -> bytes:
        """Return the body in that coding; compress it for the first request, which others await."""
        if coding == IDENTITY:
            return self.body
        if coding not in self._coded or self._coded[coding].cancelled():
            self._coded[coding] = asyncio.ensure_future(_compressed(self.body, coding))
        # A client that goes away must not end it for the others.
        return await asyncio.shield(self._coded[coding])

    async def send(self, start: Message, scope: Scope, send: Send) -> None:
        """Send it with those headers, or 304 to a client that has it."""
        asked, headers = Headers(scope=scope), MutableHeaders(scope=start)
        coding = self.coding(asked)
        headers["etag"] = self.etag(coding)
        headers.add_vary_header("Accept-Encoding")
        body = b""
        if _has_newest(headers["etag"], headers.get("last-modified", ""), asked):
            start["status"] = 304
            del headers["content-length"], headers["content-type"]
        else:
            body = await self.coded(coding)
            headers["content-length"] = str(len(body))
            if coding:
                headers["content-encoding"] = coding
        await send(start)
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent})


async def _compressed(body: bytes, coding: str) -> bytes:
    compress = CODINGS[coding]
    return compress(body) if len(body) < _AT_ONCE else await run_in_threadpool(compress, body)


def _is_ready(one: asyncio.Future[bytes]) -> bool:
    return one.done() and not one.cancelled() and one.exception() is None


def _has_newest(etag: str, last_modified: str, asked: Headers) -> bool:
    """Whether the client has this response. A date counts only without ETags (RFC 9110, 13.2.2)."""
    if "if-none-match" in asked:
        return _matches(etag, asked["if-none-match"])
    modified, since = _time(last_modified), _time(asked.get("if-modified-since", ""))
    return modified is not None and since is not None and modified <= since


def _time(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _matches(etag: str, if_none_match: str) -> bool:
    """Whether `If-None-Match` lists the ETag, weak ones included."""
    listed = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in listed or "*" in listed
