"""Hands every capture to the tracker. The only way out of a spider."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

import structlog
from scrapy.crawler import Crawler

from crawler.captures import Captured, Item, NotModified
from crawler.watchdog import SECONDS, Watchdog
from monitor.errors import ForewarnError
from monitor.model import FetchFailure, Outcome
from monitor.ports import Result
from monitor.source import Source
from monitor.tracker import Tracker

# Keeps a fault of our own for a report; what to tell of it in one line.
KeepFault = Callable[[Exception], str]

log = structlog.get_logger()


class TrackingPipeline:
    """Tracks, and reports what it came to."""

    def __init__(self, tracker: Tracker, keep_fault: KeepFault) -> None:
        self._tracker = tracker
        self._keep_fault = keep_fault
        self._watchdog = Watchdog()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given both by whoever started the crawl."""
        spider: Any = crawler.spider
        return cls(spider.tracker, spider.keep_fault)

    def process_item(self, item: Item) -> Item:
        """Track one capture. What goes wrong with one source leaves the others alone."""
        now = datetime.now(UTC)

        def give_up() -> None:
            detail = f"it took longer than {SECONDS:.0f} s to read"
            self._broken(item.source, detail, datetime.now(UTC), reason="too-complex")

        try:
            with self._watchdog.watched(give_up):
                result = self._track(item, now)
        except ForewarnError as error:
            result = self._broken(item.source, str(error), now)
        except Exception as error:
            # The bytes are stored: once the fault is mended they can be read again.
            result = self._broken(item.source, self._keep_fault(error), now)
        log.info(
            "checked",
            source=result.source_id,
            outcome=result.outcome,
            version=result.version,
            change=result.change,
            reason=result.reason,
        )
        return item

    def _track(self, item: Item, now: datetime) -> Result:
        if isinstance(item, Captured):
            return self._tracker.track(item.snapshot, item.source, now)
        if isinstance(item, NotModified):
            return self._tracker.not_modified(item.source, now)
        return self._tracker.fail(item.failure, item.source, now)

    def _broken(
        self, source: Source, detail: str, now: datetime, reason: str = "internal"
    ) -> Result:
        failure = FetchFailure(source_id=source.id, failed_at=now, reason=reason, detail=detail)
        try:
            return self._tracker.fail(failure, source, now)
        except ForewarnError as error:
            # The check stays open, and whoever started the crawl sees to it.
            log.error("result_not_stored", source=source.id, reason=str(error))
            return Result(source_id=source.id, outcome=Outcome.FAILED, reason=f"{reason}: {detail}")
