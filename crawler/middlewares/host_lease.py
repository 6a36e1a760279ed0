"""Let one crawl at a time visit a host, and keep the delay between two requests across crawls.

Scrapy knows the requests of one spider only. Other processes are known by their host leases in the
database, and the previous spider by the time of its last request to each host.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused
from crawler.visits import Visits
from monitor.parsing.urls import split_url

_POLL_SECONDS = 1.0
# A host that another crawl visits for longer is deferred to a later check.
_MAX_POLLS = 20
_DEFER = timedelta(minutes=1)


class HostLeaseMiddleware:
    """Holds a request until this process may visit its host."""

    def __init__(self, crawler: Crawler, visits: Visits) -> None:
        self._crawler = crawler
        self._visits = visits
        # When the hosts that an earlier spider of this process requested are free again.
        self._free_at = dict(visits.free_at)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the crawl passes the visits to the spider."""
        spider: Any = crawler.spider
        return cls(crawler, spider.visits)

    async def process_request(self, request: Request) -> None:
        """Let the request pass when the host is ours; FetchRefused when another crawl keeps it."""
        host = _host(request)
        for _ in range(_MAX_POLLS):
            if self._visits.may(host, datetime.now(UTC)):
                break
            await asyncio.sleep(_POLL_SECONDS)
        else:
            later = datetime.now(UTC) + _DEFER
            raise FetchRefused("busy", f"another crawl visits {host} now", retry_at=later)
        if free_at := self._free_at.get(host):
            await asyncio.sleep(max((free_at - datetime.now(UTC)).total_seconds(), 0.0))

    def process_response(self, request: Request, response: Response) -> Response:
        """Record the time of the request."""
        self._record(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Record the time of a failed request, which may have reached the host."""
        if not isinstance(exception, FetchRefused):
            self._record(request)

    def _record(self, request: Request) -> None:
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        slot = downloader.slots.get(request.meta.get("download_slot", "")) if downloader else None
        if slot:
            self._visits.asked(_host(request), datetime.now(UTC), slot.delay)


def _host(request: Request) -> str:
    return split_url(request.url).netloc
