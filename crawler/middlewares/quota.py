"""Keep within a host's quota: wait briefly, or defer the request to a later check."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.fetch_errors import FetchRefused, is_unsent
from monitor.parsing.urls import split_url
from monitor.source import Quota

_LONGEST_PAUSE = timedelta(seconds=20)
# The key in a request's meta for when it was counted.
_COUNTED = "quota_counted_at"


class QuotaCount(Protocol):
    """Counts requests across all processes."""

    def take(self, host: str, quota: Quota, now: datetime) -> datetime | None:
        """Count one request and return None, or return when the next is allowed."""
        ...

    def release(self, host: str, counted_at: datetime) -> None:
        """Uncount the request of that time, which did not reach the host."""
        ...


class QuotaMiddleware:
    """Counts each request of a source that declares a quota.

    The last middleware before the network: a request that another one refuses or defers is not
    counted, and a request that failed on the way is seen here before its retry.
    """

    def __init__(self, count: QuotaCount) -> None:
        self._count = count

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the crawl passes the count to the spider."""
        spider: Any = crawler.spider
        return cls(spider.quotas)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, after a short wait if needed; FetchRefused when the wait is long."""
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
        """Uncount a request that did not reach the host, such as one whose name was not found."""
        counted_at = request.meta.pop(_COUNTED, None)
        if counted_at and is_unsent(exception):
            self._count.release(_host(request), counted_at)


def _host(request: Request) -> str:
    return split_url(request.url).netloc
