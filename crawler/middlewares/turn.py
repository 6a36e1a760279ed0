"""Lets one crawl at a time visit a host, with the gap between two requests kept across crawls.

Scrapy knows the requests of one spider. Other processes are known by the hosts that they hold in the
database, and the spider before this one by when it asked each host last.
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

_LOOK_SECONDS = 1.0
# A host that another crawl visits for longer is left to the schedule.
_LOOKS = 20
_LATER = timedelta(minutes=1)


class TurnMiddleware:
    """Holds a request until its host is ours to ask."""

    def __init__(self, crawler: Crawler, visits: Visits) -> None:
        self._crawler = crawler
        self._visits = visits
        # What an earlier spider of this process asked.
        self._owed = dict(visits.free_at)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given the visits by whoever started the crawl."""
        spider: Any = crawler.spider
        return cls(crawler, spider.visits)

    async def process_request(self, request: Request) -> None:
        """Let the request pass when the host is ours, or raise Refused when another keeps it."""
        host = _host(request)
        for _ in range(_LOOKS):
            if self._visits.may(host, datetime.now(UTC)):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        else:
            later = datetime.now(UTC) + _LATER
            raise FetchRefused("busy", f"another crawl visits {host} now", retry_at=later)
        if free_at := self._owed.get(host):
            await asyncio.sleep(max((free_at - datetime.now(UTC)).total_seconds(), 0.0))

    def process_response(self, request: Request, response: Response) -> Response:
        """The host was asked."""
        self._note(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """So it was, perhaps, when this came of it."""
        if not isinstance(exception, FetchRefused):
            self._note(request)

    def _note(self, request: Request) -> None:
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        slot = downloader.slots.get(request.meta.get("download_slot", "")) if downloader else None
        if slot:
            self._visits.asked(_host(request), datetime.now(UTC), slot.delay)


def _host(request: Request) -> str:
    return split_url(request.url).netloc
