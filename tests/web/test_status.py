"""The status page: what is watched, what is not, since when and why, and that silence is no proof."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.wiring import AppContext
from monitor.check_reason import CheckReason
from monitor.model import FetchFailure
from monitor.ports import FetchFailed
from storage.tracker import Tracker
from tests.lab import page, publish
from tests.web.conftest import RULES, Visitor

NOW = datetime.now(UTC)


def fail(context: AppContext, source_id: str, at: datetime) -> None:
    """A check that brought nothing."""
    failure = FetchFailure(
        source_id=source_id, failed_at=at, reason=CheckReason("timeout", "10.0.0.7 port 80")
    )
    Tracker(context.stores.archive).take(FetchFailed(context.sources[source_id], failure), at)


@pytest.mark.usefixtures("world")
async def test_all_is_well_only_if_every_source_is_checked(visitor: Visitor) -> None:
    content = (await visitor.get("/status")).text

    assert "All 2 sources are checked on schedule." in content
    assert "Every source that has been read is on schedule." in content
    assert 'href="/status"' in (await visitor.get("/")).text


async def test_a_source_that_fails_is_named_with_since_when_and_why(
    context: AppContext, visitor: Visitor
) -> None:
    old = NOW - timedelta(days=3)
    publish(context, context.sources["ring-rules"], page(*RULES), NOW)
    publish(context, context.sources["hostile-rules"], page(*RULES), old)
    fail(context, "hostile-rules", NOW - timedelta(days=2))
    english = (await visitor.get("/status")).text
    chinese = (await visitor.get("/status", **{"Accept-Language": "zh"})).text

    assert "1 of 2 sources are checked on schedule." in english
    assert "no news does not mean that nothing changed" in english
    assert "the site does not answer" in english
    assert f"{NOW - timedelta(days=2):%Y-%m-%d %H:%M}" in english
    assert "&lt;b&gt;Hostile&lt;/b&gt; rules" in english
    assert "网站没有响应" in chinese
    assert "10.0.0.7" not in english + chinese
    assert "ops@example.org" not in english + chinese


async def test_without_a_recent_check_silence_is_not_called_well(
    context: AppContext, visitor: Visitor
) -> None:
    never = (await visitor.get("/status")).text
    for source in context.sources.values():
        publish(context, source, page(*RULES), NOW - timedelta(hours=5))
    silent = (await visitor.get("/status")).text

    for content in (never, silent):
        assert "Nothing has been read for a while." in content
        assert "are checked on schedule." not in content


async def test_programs_read_the_same_figures(context: AppContext, visitor: Visitor) -> None:
    publish(context, context.sources["ring-rules"], page(*RULES), NOW)
    fail(context, "hostile-rules", NOW - timedelta(days=2))
    context.stores.health.pause("hostile-rules", "secret reason", NOW)
    answer = await visitor.get("/status.json")
    told = json.loads(answer.text)

    assert answer.headers["content-type"] == "application/json"
    assert (told["watched"], told["on-schedule"], told["paused"], told["unread"]) == (2, 1, 1, 0)
    assert told["unwatched"][0]["source"] == "hostile-rules"
    assert told["unwatched"][0]["state"] == "paused"
    assert told["categories"]["product-safety"]["watched"] == 1
    assert told["oldest_check"]["source"] == "ring-rules"
    assert told["alert_seconds"] == {"alerts": 0, "median": None, "p95": None}
    assert "secret reason" not in answer.text
