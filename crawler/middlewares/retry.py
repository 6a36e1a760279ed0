"""Retries with back-off; Retry-After binds the whole host."""

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
from monitor.parsing.numbers import read_whole
from monitor.parsing.times import read_http_date
from monitor.parsing.urls import split_url

_WAITS = (1.0, 4.0)
_TRANSIENT_STATUS = frozenset({408, 500, 502, 503, 504, 522, 524})
# Not a timeout: a server that drips would hold the crawl three times as long.
_TRANSIENT_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
_SLOW_DOWN = frozenset({429, 503})
# A longer wish is left to the schedule; a crawl does not stand still for it.
_LONGEST_PAUSE = timedelta(seconds=20)
_DEFAULT_PAUSE = timedelta(minutes=15)
_LONGEST_WISH = timedelta(hours=24)
# More seconds than a day has, whatever the digits are.
_MOST_DIGITS = 6


class RetryMiddleware:
    """Gives a request up to two more tries, and a host the rest that it asks for."""

    def __init__(self) -> None:
        self._resting: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        del crawler
        return cls()

    async def process_request(self, request: Request) -> None:
        """Wait while the host rests, or raise Refused when it rests for long."""
        host = _host(request)
        until = self._resting.get(host)
        left = until - datetime.now(UTC) if until else timedelta(0)
        if left > _LONGEST_PAUSE:
            raise FetchRefused("http-429", f"{host} asked for a pause", retry_at=until)
        if left > timedelta(0):
            await asyncio.sleep(left.total_seconds())

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pass the answer on, or try again."""
        if response.status in _SLOW_DOWN and (wish := _retry_after(response)):
            return self._rest(request, response, wish)
        if response.status == 429:
            return self._rest(request, response, _DEFAULT_PAUSE)
        if response.status in _TRANSIENT_STATUS:
            return await again(request) or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try again after what may pass."""
        passing = isinstance(exception, _TRANSIENT_ERRORS)
        if not passing or is_private(request.url):
            return None
        return await again(request)

    def _rest(self, request: Request, response: Response, wish: timedelta) -> Request:
        host = _host(request)
        until = datetime.now(UTC) + min(wish, _LONGEST_WISH)
        self._resting[host] = max(until, self._resting.get(host, until))
        tries = request.meta.get("tries", 0)
        if wish > _LONGEST_PAUSE or tries >= len(_WAITS):
            raise FetchRefused(
                f"http-{response.status}", f"{host} asked for a pause", retry_at=until
            )
        return request.replace(dont_filter=True, meta={**request.meta, "tries": tries + 1})


async def again(request: Request) -> Request | None:
    """The request once more, after a wait; None when it was tried often enough."""
    tries = request.meta.get("tries", 0)
    if tries >= len(_WAITS):
        return None
    await asyncio.sleep(_WAITS[tries])
    return request.replace(dont_filter=True, meta={**request.meta, "tries": tries + 1})


def _host(request: Request) -> str:
    return split_url(request.url).netloc


def _retry_after(response: Response) -> timedelta | None:
    """Retry-After in both its forms (RFC 9110, section 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        seconds = read_whole(value)
        return (
            timedelta(seconds=min(seconds, _LONGEST_WISH.total_seconds()))
            if isinstance(seconds, int)
            else _LONGEST_WISH
        )
    until = read_http_date(value)
    return max(until - datetime.now(UTC), timedelta(0)) if isinstance(until, datetime) else None
