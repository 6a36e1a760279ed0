"""Keeps to a host's quota: waits a little, or leaves the rest to the schedule."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.fetch_errors import FetchRefused
from monitor.source import Quota

TakeQuota = Callable[[str, Quota, datetime], datetime | None]
_LONGEST_PAUSE = timedelta(seconds=20)


class QuotaMiddleware:
    """Counts each request of a source that declares a quota."""

    def __init__(self, take: TakeQuota) -> None:
        self._take = take

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given the count by whoever started the crawl."""
        spider: Any = crawler.spider
        return cls(spider.take_quota)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, after a short wait perhaps; Refused when it must wait long."""
        quota: Quota = request.meta.get("quota") or Quota()
        if not quota.limits:
            return
        host = urlsplit(request.url).netloc
        while free_at := self._take(host, quota, datetime.now(UTC)):
            left = free_at - datetime.now(UTC)
            if left > _LONGEST_PAUSE:
                raise FetchRefused("quota", f"the quota of {host} is used up", retry_at=free_at)
            await asyncio.sleep(max(left.total_seconds(), 0.05))
