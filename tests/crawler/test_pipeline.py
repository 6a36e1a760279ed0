"""What goes wrong with one capture leaves the others, and the crawl, alone."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from crawler.pipeline import TrackingPipeline
from monitor.errors import StorageError
from monitor.model import Outcome
from monitor.ports import NotModified
from monitor.source import Kind, Source
from monitor.tracker import Tracker

SOURCE = Source(
    id="ring-rules", organisation="Harbour", title="Rings", category="platform-policy", kind=Kind.PAGE,
    url="https://harbour.example.org/rings", language="en",
)  # fmt: skip
ITEM = NotModified(SOURCE, datetime(2026, 3, 1, tzinfo=UTC))


class Failing(Tracker):
    """A tracker whose archive is away."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def begin(self, arrivals):
        raise self._error

    def take(self, arrival, now, *, believed=False):
        raise StorageError("the database refused: database is locked")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            StorageError("the database refused: database is locked"),
            "internal: the database refused: database is locked",
        ),
        (KeyError("a bug"), "internal: kept"),
    ],
)
async def test_a_fault_is_told_and_the_crawl_goes_on(error: Exception, reason: str):
    """The failure cannot be stored either: the check stays open, and both are in the log."""
    pipeline = TrackingPipeline(Failing(error), lambda fault: "kept")
    with capture_logs() as logs:
        assert pipeline.process_item(ITEM) is ITEM
        pipeline.close_spider()

    unstored, checked = logs
    assert (unstored["event"], unstored["source"]) == ("result_not_stored", "ring-rules")
    assert (checked["outcome"], checked["reason"]) == (Outcome.FAILED, reason)
