"""Keeps to a host's quota: waits a little, or leaves the rest to the schedule."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.fetch_errors import FetchRefused, is_unsent
from monitor.parsing.urls import split_url
from monitor.source import Quota

_LONGEST_PAUSE = timedelta(seconds=20)
# When the request was counted; in its meta.
_COUNTED = "quota_counted_at"


class QuotaCount(Protocol):
    """Where requests are counted, for all processes."""

    def take(self, host: str, quota: Quota, now: datetime) -> datetime | None:
        """Count one request and return None, or return from when one is free again."""
        ...

    def give_back(self, host: str, counted_at: datetime) -> None:
        """The request that was counted then has not reached the host."""
        ...


class QuotaMiddleware:
    """Counts each request of a source that declares a quota.

    The last one before the network: what another one refuses or puts off is not counted, and what
    came to nothing on the way is known here before it is tried again.
    """

    def __init__(self, count: QuotaCount) -> None:
        self._count = count

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given the count by whoever started the crawl."""
        spider: Any = crawler.spider
        return cls(spider.quotas)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, after a short wait perhaps; Refused when it must wait long."""
        quota: Quota = request.meta.get("quota") or Quota()
        request.meta.pop(_COUNTED, None)
        if not quota.limits:
            return
        host, now = _host(request), datetime.now(UTC)
        while free_at := self._count.take(host, quota, now):
            left = free_at - now
            if left > _LONGEST_PAUSE:
                raise FetchRefused("quota", f"the quota of {host} is used up", retry_at=free_at)
            await asyncio.sleep(max(left.total_seconds(), 0.05))
            now = datetime.now(UTC)
        request.meta[_COUNTED] = now

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Only what reached the host counts: a name that is not found used nothing up."""
        counted_at = request.meta.pop(_COUNTED, None)
        if counted_at and is_unsent(exception):
            self._count.give_back(_host(request), counted_at)


def _host(request: Request) -> str:
    return split_url(request.url).netloc
