"""What goes wrong with one capture leaves the others, and the crawl, alone."""

from datetime import UTC, datetime

import pytest

from crawler.pipeline import TrackingPipeline
from crawler.spiders.source import NotModified
from monitor.errors import StorageError
from monitor.model import Outcome
from monitor.ports import Result
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

    def not_modified(self, source, now):
        raise self._error

    def fail(self, failure, source, now):
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
def test_a_fault_becomes_the_source_s_outcome(error: Exception, reason: str):
    told: list[Result] = []
    pipeline = TrackingPipeline(
        Failing(error), lambda result, now: told.append(result), lambda fault: "kept"
    )
    pipeline.process_item(ITEM)

    assert told == [Result(source_id="ring-rules", outcome=Outcome.FAILED, reason=reason)]


def test_a_result_that_cannot_be_stored_does_not_end_the_crawl():
    def refuse(result: Result, now: datetime) -> None:
        raise StorageError("the database refused: database is locked")

    pipeline = TrackingPipeline(Failing(KeyError("a bug")), refuse, lambda fault: "kept")

    assert pipeline.process_item(ITEM) is ITEM
