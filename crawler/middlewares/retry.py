"""Retry with back-off; Retry-After pauses the whole host."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused, is_private
from monitor.parsing.times import read_pause
from monitor.parsing.urls import split_url

_WAITS = (1.0, 4.0)
_TRANSIENT_STATUS = frozenset({408, 500, 502, 503, 504, 522, 524})
# Not a timeout: a server that sends slowly would hold up the crawl three times as long.
_TRANSIENT_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
_SLOW_DOWN = frozenset({429, 503})
# A longer pause is deferred to a later check, so that the crawl does not wait for it.
_LONGEST_PAUSE = timedelta(seconds=20)
_DEFAULT_PAUSE = timedelta(minutes=15)
_LONGEST_RETRY_AFTER = timedelta(hours=24)


class RetryMiddleware:
    """Retries a request up to twice, and pauses a host for as long as it asks."""

    def __init__(self) -> None:
        self._paused_until: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        del crawler
        return cls()

    async def process_request(self, request: Request) -> None:
        """Wait while the host is paused, or raise FetchRefused when the pause is long."""
        host = _host(request)
        until = self._paused_until.get(host)
        left = until - datetime.now(UTC) if until else timedelta(0)
        if left > _LONGEST_PAUSE:
            raise FetchRefused("http-429", f"{host} asked for a pause", retry_at=until)
        if left > timedelta(0):
            await asyncio.sleep(left.total_seconds())

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pass the response on, or retry."""
        if response.status in _SLOW_DOWN and (pause := _retry_after(response)):
            return self._pause(request, response, pause)
        if response.status == 429:
            return self._pause(request, response, _DEFAULT_PAUSE)
        if response.status in _TRANSIENT_STATUS:
            return await again(request) or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry after an error that may be temporary."""
        is_transient = isinstance(exception, _TRANSIENT_ERRORS)
        if not is_transient or is_private(request.url):
            return None
        return await again(request)

    def _pause(self, request: Request, response: Response, pause: timedelta) -> Request:
        host = _host(request)
        until = datetime.now(UTC) + min(pause, _LONGEST_RETRY_AFTER)
        self._paused_until[host] = max(until, self._paused_until.get(host, until))
        tries = request.meta.get("tries", 0)
        if pause > _LONGEST_PAUSE or tries >= len(_WAITS):
            raise FetchRefused(
                f"http-{response.status}", f"{host} asked for a pause", retry_at=until
            )
        return request.replace(dont_filter=True, meta={**request.meta, "tries": tries + 1})


async def again(request: Request) -> Request | None:
    """Return the request for a retry, after a wait; None when no tries are left."""
    tries = request.meta.get("tries", 0)
    if tries >= len(_WAITS):
        return None
    await asyncio.sleep(_WAITS[tries])
    return request.replace(dont_filter=True, meta={**request.meta, "tries": tries + 1})


def _host(request: Request) -> str:
    return split_url(request.url).netloc


def _retry_after(response: Response) -> timedelta | None:
    """Return the pause that the server asks for, or None."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1")
    pause = read_pause(value, datetime.now(UTC))
    return pause if isinstance(pause, timedelta) else None
