"""What operators do with a source, by name: done or not, why, and recorded when it was done."""

import pytest

from forewarn.web_context import web_context_of
from forewarn.wiring import AppContext
from storage.jobs.crawl_jobs import Origin
from tests.lab import page, publish
from web.context import WebContext
from web.source_acts import ACTS, ActRequest, ActResult, act

SOURCE = "ring-rules"
LONG = tuple(f"Rule {n}: rings must carry a mark of their maker." for n in range(60))


@pytest.fixture
def pages(context: AppContext) -> WebContext:
    """A source of which a suspicious snapshot is held."""
    for texts in (LONG, LONG[:30]):
        publish(context, context.sources[SOURCE], page(*texts))
    return web_context_of(context, None, fresh_for=0)


def does(pages: WebContext, name: str, **more: str) -> ActResult:
    return act(pages, name, pages.sources[SOURCE], ActRequest(by="key:ci", **more))


def recorded(pages: WebContext) -> list[tuple[str, str, str]]:
    acts = pages.stores.operator_acts.latest(20)[::-1]
    return [(one.by, one.act, one.detail) for one in acts]


def test_pausing_and_resuming(pages: WebContext) -> None:
    codes = [
        does(pages, "pause", why="its owner asked").code,
        does(pages, "pause").code,
        does(pages, "check").code,
        does(pages, "resume").code,
        does(pages, "resume").code,
    ]

    assert codes == ["pause_done", "pause_already", "check_paused", "resume_done", "resume_already"]
    assert recorded(pages) == [("key:ci", "pause", "its owner asked"), ("key:ci", "resume", "")]


def test_a_check_is_enqueued_once_and_comes_first(pages: WebContext) -> None:
    pages.stores.jobs.enqueue(["hostile-rules"], Origin.DUE, pages.clock())
    first, second = does(pages, "check"), does(pages, "check")

    assert first.is_done
    assert first.job == second.job
    assert [job.source_id for job in pages.stores.jobs.queued()] == [SOURCE, "hostile-rules"]


def test_what_was_refused_waits_again_and_is_accepted_once(pages: WebContext) -> None:
    held = pages.stores.quarantine.held(SOURCE)
    assert held is not None
    seen = held.text_sha256
    results = [does(pages, name) for name in ("refuse", "accept", "unrefuse", "unrefuse", "accept")]

    assert [one.code for one in results] == [
        "refuse_done", "decided_refused", "unrefuse_done", "unrefuse_gone", "accept_done",
    ]  # fmt: skip
    assert results[-1].version == 2
    assert does(pages, "refuse").code == "decided_gone"
    assert recorded(pages) == [
        ("key:ci", "refuse", seen), ("key:ci", "unrefuse", seen), ("key:ci", "accept", "2"),
    ]  # fmt: skip


def test_another_text_than_the_one_that_was_seen_is_not_decided_on(pages: WebContext) -> None:
    assert does(pages, "accept", seen="0" * 64).code == "decided_other"
    assert does(pages, "refuse", seen="0" * 64).code == "decided_other"
    assert recorded(pages) == []


def test_the_stored_snapshot_is_read_again(pages: WebContext) -> None:
    assert does(pages, "recheck").code == "recheck_done"
    empty = pages.sources["hostile-rules"]
    assert act(pages, "recheck", empty, ActRequest(by="shell")).code == "recheck_nothing"


def test_what_takes_an_act_back_is_an_act() -> None:
    assert {one.undo for one in ACTS.values()} <= {"", *ACTS}
