"""Slows down for a host that slows down, and back again as it recovers."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

# A host is given twice the time that it took to answer.
_REST_PER_WORK = 2.0
_LONGEST_DELAY = 60.0
_STRUGGLING = frozenset({429, 500, 502, 503, 504})


class ThrottleMiddleware:
    """Widens the gap between two requests to a host, never below what robots.txt asks."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Set the host's gap by how it fares."""
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        key = request.meta.get("download_slot", "")
        slot = downloader.slots.get(key) if downloader else None
        if downloader is None or slot is None:
            return response
        own = downloader.per_slot_settings.get(key, {})
        # No gap at all was asked for: our own machine.
        if least := float(own.get("delay", self._least)):
            latency = float(request.meta.get("download_latency") or 0.0)
            slot.delay = next_delay(slot.delay, least, latency, response.status)
        return response


def next_delay(delay: float, least: float, latency: float, status: int) -> float:
    """Seconds until the next request: doubled for a host in trouble, else halfway to its need."""
    if status in _STRUGGLING:
        return min(max(delay, least) * 2, _LONGEST_DELAY)
    need = max(least, latency * _REST_PER_WORK)
    return max(least, min((delay + need) / 2, _LONGEST_DELAY))
