"""Slow down for a host that slows down, and speed up again as it recovers."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

# The delay after a response, as a multiple of the time that the host took to answer.
_REST_PER_WORK = 2.0
_LONGEST_DELAY = 60.0
_STRUGGLING = frozenset({429, 500, 502, 503, 504})


class ThrottleMiddleware:
    """Adapts the delay between two requests to a host, never below what robots.txt asks."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._min_delay = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Set the host's delay by its response time and status."""
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        key = request.meta.get("download_slot", "")
        slot = downloader.slots.get(key) if downloader else None
        if downloader is None or slot is None:
            return response
        own = downloader.per_slot_settings.get(key, {})
        # A delay of zero is set for this machine only, and stays.
        if min_delay := float(own.get("delay", self._min_delay)):
            latency = float(request.meta.get("download_latency") or 0.0)
            slot.delay = next_delay(slot.delay, min_delay, latency, response.status)
        return response


def next_delay(delay: float, min_delay: float, latency: float, status: int) -> float:
    """Return the seconds until the next request: doubled on errors, else halfway to the target."""
    if status in _STRUGGLING:
        return min(max(delay, min_delay) * 2, _LONGEST_DELAY)
    target = max(min_delay, latency * _REST_PER_WORK)
    return max(min_delay, min((delay + target) / 2, _LONGEST_DELAY))
