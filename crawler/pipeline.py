"""Pass fetch results to the tracker in batches. The only way out of a spider."""

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

# Limits of one transaction: an unchanged page alone takes five times as long as in a batch.
_MOST = 100
_MOST_BYTES = 2_000_000
_LONGEST_WAIT = 1.0

# Keeps an internal fault for a report, and returns a summary of one line.
SaveFault = Callable[[Exception], str]

log = structlog.get_logger()


class TrackingPipeline:
    """Tracks fetch results, and logs the outcome of each."""

    def __init__(self, tracker: Tracker, save_fault: SaveFault) -> None:
        self._tracker = tracker
        self._save_fault = save_fault
        self._watchdog = Watchdog()
        self._pending: dict[str, FetchResult] = {}
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this; the crawl passes both arguments to the spider."""
        spider: Any = crawler.spider
        return cls(spider.tracker, spider.save_fault)

    def process_item(self, item: FetchResult) -> FetchResult:
        """Add one result to the batch of those that arrive at about the same time."""
        if item.source.id in self._pending:
            self._flush()
        self._pending[item.source.id] = item
        if len(self._pending) >= _MOST or _bytes(self._pending.values()) >= _MOST_BYTES:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_LONGEST_WAIT, self._flush)
        return item

    def close_spider(self) -> None:
        """Track the pending results."""
        self._flush()

    def _flush(self) -> None:
        batch = list(self._pending.values())
        self._pending.clear()
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
        """Track a batch; after an error track its sources one by one, so that one cannot harm another."""
        try:
            states = self._tracker.begin(batch)
            outcomes = [self._judge(item, states[item.source.id], now) for item in batch]
            return self._tracker.record(outcomes, now)
        except Exception as error:  # noqa: BLE001 - one fault must not lose the batch; it is kept
            if len(batch) > 1:
                log.warning("stored_one_by_one", sources=len(batch), reason=str(error)[:200])
                return [result for item in batch for result in self._track([item], now)]
            return [self._take_failure(self._fault(batch[0].source, error, now), now)]

    def _judge(self, item: FetchResult, state: SourceState, now: datetime) -> CheckOutcome:
        def give_up() -> None:
            detail = f"it took longer than {SECONDS:.0f} s to read"
            now = datetime.now(UTC)
            failure = failure_of(item.source, now, CheckReason("too-complex", detail))
            self._take_failure(FetchFailed(item.source, failure), now)

        try:
            # Log messages of the decoders then name this source.
            with self._watchdog.watched(give_up), bound_contextvars(source=item.source.id):
                return self._tracker.judge(item, state, now)
        except Exception as error:  # noqa: BLE001 - one fault must not lose the batch; it is kept
            # The bytes are stored, so they can be read again once the fault is fixed.
            return self._tracker.judge(self._fault(item.source, error, now), state, now)

    def _fault(self, source: Source, error: Exception, now: datetime) -> FetchFailed:
        """Return the failure of a source; an unexpected error counts as an internal fault."""
        is_fault = not isinstance(error, ForewarnError)
        failure = failure_of(
            source, now, CheckReason("internal", self._summary(error)), is_fault=is_fault
        )
        return FetchFailed(source, failure)

    def _summary(self, error: Exception) -> str:
        return str(error) if isinstance(error, ForewarnError) else self._save_fault(error)

    def _take_failure(self, failed: FetchFailed, now: datetime) -> CheckResult:
        try:
            return self._tracker.take(failed, now)
        except Exception as error:  # noqa: BLE001 - one fault must not end the crawl; it is logged
            # The check stays open, and the parent process handles it.
            source, failure = failed.source, failed.failure
            log.error("result_not_stored", source=source.id, reason=self._summary(error))
            return CheckResult(source_id=source.id, outcome=Outcome.FAILED, reason=failure.reason)


def _bytes(fetch_results: Iterable[FetchResult]) -> int:
    return sum(len(one.snapshot.body) for one in fetch_results if isinstance(one, Fetched))
