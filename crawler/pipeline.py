"""Hands every capture to the tracker. The only way out of a spider."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

import structlog
from scrapy.crawler import Crawler

from crawler.spiders.source import Captured, Missed, NotModified
from monitor.errors import ForewarnError
from monitor.model import Outcome, Source
from monitor.ports import Result
from monitor.tracker import Tracker

Report = Callable[[Result, datetime], None]
Item = Captured | NotModified | Missed

log = structlog.get_logger()


class TrackingPipeline:
    """Tracks, and reports what it came to."""

    def __init__(self, tracker: Tracker, report: Report) -> None:
        self._tracker = tracker
        self._report = report

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given both by whoever started the crawl."""
        spider = crawler.spider
        return cls(spider.tracker, spider.report)  # type: ignore[union-attr]  # set by Spider

    def process_item(self, item: Item) -> Item:
        """Track one capture. What goes wrong with one source leaves the others alone."""
        now = datetime.now(UTC)
        try:
            result = self._track(item, now)
        except ForewarnError as error:
            result = _broken(item.source, str(error))
        except Exception:
            # The bytes are stored: once the fault is mended they can be read again.
            log.exception("tracking_failed", source=item.source.id)
            result = _broken(
                item.source, "internal: the capture could not be read; see the log"
            )
        log.info(
            "checked",
            source=result.source_id,
            outcome=result.outcome,
            reason=result.reason,
        )
        self._report(result, now)
        return item

    def _track(self, item: Item, now: datetime) -> Result:
        if isinstance(item, Captured):
            return self._tracker.track(item.snapshot, item.source, now)
        if isinstance(item, NotModified):
            return self._tracker.not_modified(item.source, now)
        return self._tracker.fail(item.failure, item.source, now)


def _broken(source: Source, reason: str) -> Result:
    return Result(source_id=source.id, outcome=Outcome.FAILED, reason=reason)
