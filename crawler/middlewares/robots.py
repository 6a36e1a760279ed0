"""robots.txt as RFC 9309 has it: unreachable means wait, absent means allowed.

Scrapy's own middleware lets concurrent first requests to a host pass unasked
(2.14 to 2.19), fetches when robots.txt answers 503, and ignores Crawl-delay.
"""

import asyncio
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused, explain

# RFC 9309, section 2.5: at least 500 kibibytes are parsed.
_MAX_BYTES = 500 * 1024
_LONGEST_DELAY = 60.0
_TOO_MANY = 429


class RobotsMiddleware:
    """Asks each host once for a crawl, and keeps to the answer."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused."""
        if request.meta.get("is_robots") or request.meta.get("is_invited"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._fetch(origin, parts.hostname or ""))
        rules = await asyncio.shield(self._rules[origin])
        if not rules.can_fetch(request.url, self._agent):
            raise FetchRefused(
                "robots-disallowed",
                f"robots.txt of {parts.hostname} asks us not to read this page",
            )

    async def _fetch(self, origin: str, host: str) -> Protego:
        request = Request(
            f"{origin}/robots.txt",
            priority=1000,
            meta={"is_robots": True},
            dont_filter=True,
        )
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("the crawl has not begun")
        try:
            response = await engine.download_async(request)
        except FetchRefused:
            raise
        except Exception as error:
            # What stands between us and robots.txt stands before the page, too.
            raise FetchRefused(*explain(error, request.url)) from error
        rules = self._parse(response, host)
        self._slow_down(host, rules.crawl_delay(self._agent))
        return rules

    @staticmethod
    def _parse(response: Response, host: str) -> Protego:
        if response.status >= 500 or response.status == _TOO_MANY:
            raise FetchRefused(
                "robots-unreachable",
                f"robots.txt of {host} answers {response.status}, so we wait",
            )
        text = response.body[:_MAX_BYTES].decode("utf-8", "replace")
        return Protego.parse(text if response.status == 200 else "")

    def _slow_down(self, host: str, delay: float | None) -> None:
        """Widen the gap between two requests to the host, as robots.txt asks."""
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        if not delay or downloader is None:
            return
        wanted = min(delay, _LONGEST_DELAY)
        # A slot is dropped when it idles; what it is made anew from must know, too.
        downloader.per_slot_settings[host] = {"delay": wanted, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = wanted, 0.0
