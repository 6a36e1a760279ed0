"""Obey robots.txt as RFC 9309 says: unreachable means wait, absent means allowed.

Scrapy's own middleware lets concurrent first requests to a host pass unchecked
(2.14 to 2.19), fetches when robots.txt answers 503, and ignores Crawl-delay.
"""

import asyncio
from datetime import datetime
from typing import Self

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused, explain
from crawler.robots_text import MOST_BYTES, robots_text
from monitor.parsing import Unreadable
from monitor.parsing.numbers import read_real
from monitor.parsing.urls import split_url

_LONGEST_DELAY = 60.0
_TOO_MANY = 429
_SERVER_ERROR = 500
# These failures of robots.txt apply to the page, too.
_OF_THE_HOST = frozenset({"dns", "refused", "tls", "private-address"})
_NO_RULES = Protego.parse("")


class RobotsMiddleware:
    """Fetches each host's robots.txt once in a crawl, and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        robots = cls(crawler)
        crawler.signals.connect(robots.stop_when_enough, signal=signals.bytes_received)
        return robots

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise FetchRefused."""
        if request.meta.get("is_robots"):
            request.meta["received"] = 0
        elif not request.meta.get("is_invited"):
            await self._require_allowed(request)

    def stop_when_enough(self, data: bytes, request: Request) -> None:
        """Stop the download of a robots.txt that is too long."""
        if not request.meta.get("is_robots"):
            return
        request.meta["received"] += len(data)
        if request.meta["received"] > MOST_BYTES:
            raise StopDownload(fail=False)

    async def _require_allowed(self, request: Request) -> None:
        parts = split_url(request.url)
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
            meta={"is_robots": True, "enough": MOST_BYTES, "download_maxsize": 0},
            dont_filter=True,
        )
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("the crawl has not begun")
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - any failed download is judged below
            rules = _without_answer(error, request.url, host)
        else:
            rules = _rules_of(response, host)
        self._slow_down(host, rules.crawl_delay(self._agent))
        return rules

    def _slow_down(self, host: str, delay: float | None) -> None:
        """Increase the delay between two requests to the host, as robots.txt asks."""
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        seconds = read_real(delay, 0.0)
        if isinstance(seconds, Unreadable) or not seconds or downloader is None:
            return
        seconds = min(seconds, _LONGEST_DELAY)
        # Scrapy drops an idle slot and recreates it from these settings, so they need the delay, too.
        downloader.per_slot_settings[host] = {"delay": seconds, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = seconds, 0.0


def _rules_of(response: Response, host: str) -> Protego:
    """Return the rules of a response (RFC 9309, section 2.3.1): none if there is no robots.txt."""
    if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
        raise _unreachable(host, f"answers {response.status}")
    return Protego.parse(robots_text(response.body)) if response.status < 300 else _NO_RULES


def _without_answer(error: Exception, url: str, host: str) -> Protego:
    """Return no rules for a bad redirect (section 2.3.1.2); else raise FetchRefused for robots.txt."""
    reason = explain(error, url)
    if reason.code == "redirect":
        return _NO_RULES
    if reason.code in _OF_THE_HOST:
        raise FetchRefused(reason.code, reason.detail) from error
    retry_at = error.retry_at if isinstance(error, FetchRefused) else None
    raise _unreachable(host, f"could not be read ({reason.detail})", retry_at) from error


def _unreachable(host: str, what: str, retry_at: datetime | None = None) -> FetchRefused:
    return FetchRefused("robots-unreachable", f"robots.txt of {host} {what}, so we wait", retry_at)
