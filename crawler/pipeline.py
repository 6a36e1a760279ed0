"""Hands what arrives to the tracker, some arrivals at a time. The only way out of a spider."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

import structlog
from scrapy.crawler import Crawler
from structlog.contextvars import bound_contextvars

from crawler.fetch_results import failure_of
from crawler.watchdog import SECONDS, Watchdog
from monitor.check_reason import CheckReason
from monitor.errors import ForewarnError
from monitor.model import Outcome
from monitor.ports import CheckOutcome, CheckResult, Fetched, FetchFailed, FetchResult, SourceState
from monitor.source import Source
from storage.tracker import Tracker

# What one transaction stores: an unchanged page alone takes five times as long as one of many.
_MOST = 100
_MOST_BYTES = 2_000_000
_LONGEST_WAIT = 1.0

# Keeps a fault of our own for a report; what to tell of it in one line.
KeepFault = Callable[[Exception], str]

log = structlog.get_logger()


class TrackingPipeline:
    """Tracks, and reports what it came to."""

    def __init__(self, tracker: Tracker, keep_fault: KeepFault) -> None:
        self._tracker = tracker
        self._keep_fault = keep_fault
        self._watchdog = Watchdog()
        self._waiting: dict[str, FetchResult] = {}
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the spider was given both by whoever started the crawl."""
        spider: Any = crawler.spider
        return cls(spider.tracker, spider.keep_fault)

    def process_item(self, item: FetchResult) -> FetchResult:
        """Take one arrival in; it is tracked with those that come at about the same time."""
        if item.source.id in self._waiting:
            self._flush()
        self._waiting[item.source.id] = item
        if len(self._waiting) >= _MOST or _bytes(self._waiting.values()) >= _MOST_BYTES:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_LONGEST_WAIT, self._flush)
        return item

    def close_spider(self) -> None:
        """Track what still waits."""
        self._flush()

    def _flush(self) -> None:
        batch = list(self._waiting.values())
        self._waiting.clear()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        for result in self._track(batch, datetime.now(UTC)) if batch else ():
            log.info(
                "checked",
                source=result.source_id,
                outcome=result.outcome,
                version=result.version,
                change=result.change,
                reason=str(result.reason),
            )

    def _track(self, batch: Sequence[FetchResult], now: datetime) -> list[CheckResult]:
        """What goes wrong with one source leaves the others alone."""
        try:
            states = self._tracker.begin(batch)
            judged = [self._judge(item, states[item.source.id], now) for item in batch]
            return self._tracker.record(judged, now)
        except Exception as error:  # noqa: BLE001 - one fault must not lose the batch; it is kept
            if len(batch) > 1:
                log.warning("stored_one_by_one", sources=len(batch), reason=str(error)[:200])
                return [result for item in batch for result in self._track([item], now)]
            return [self._broken(self._fault(batch[0].source, error, now), now)]

    def _judge(self, item: FetchResult, state: SourceState, now: datetime) -> CheckOutcome:
        def give_up() -> None:
            detail = f"it took longer than {SECONDS:.0f} s to read"
            now = datetime.now(UTC)
            failure = failure_of(item.source, now, CheckReason("too-complex", detail))
            self._broken(FetchFailed(item.source, failure), now)

        try:
            # What a decoder remarks in the log is about this source.
            with self._watchdog.watched(give_up), bound_contextvars(source=item.source.id):
                return self._tracker.judge(item, state, now)
        except Exception as error:  # noqa: BLE001 - one fault must not lose the batch; it is kept
            # The bytes are stored: once the fault is mended they can be read again.
            return self._tracker.judge(self._fault(item.source, error, now), state, now)

    def _fault(self, source: Source, error: Exception, now: datetime) -> FetchFailed:
        """What stands in the way of a source; what nobody foresaw is a fault of our own."""
        is_fault = not isinstance(error, ForewarnError)
        failure = failure_of(
            source, now, CheckReason("internal", self._told(error)), is_fault=is_fault
        )
        return FetchFailed(source, failure)

    def _told(self, error: Exception) -> str:
        return str(error) if isinstance(error, ForewarnError) else self._keep_fault(error)

    def _broken(self, missed: FetchFailed, now: datetime) -> CheckResult:
        try:
            return self._tracker.take(missed, now)
        except Exception as error:  # noqa: BLE001 - one fault must not end the crawl; it is logged
            # The check stays open, and whoever started the crawl sees to it.
            source, failure = missed.source, missed.failure
            log.error("result_not_stored", source=source.id, reason=self._told(error))
            return CheckResult(source_id=source.id, outcome=Outcome.FAILED, reason=failure.reason)


def _bytes(fetch_results: Iterable[FetchResult]) -> int:
    return sum(len(one.snapshot.body) for one in fetch_results if isinstance(one, Fetched))
