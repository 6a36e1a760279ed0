"""`forewarn crawl` and its processes: whatever becomes of them, every source has its line."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.watchdog import UNFINISHED
from forewarn.demo.site import Answer, SiteRequest
from launcher.parent import Crawls
from launcher.partition import CrawlRequest, CrawlSettings, partitions, sources_of
from monitor import catalogue
from monitor.model import Outcome
from monitor.ports import CheckResult
from runtime.clock import now
from storage.jobs.crawl_jobs import CrawlJob, Origin
from storage.tables.sources import HealthRow
from tests.lab import PATIENCE, Lab, page, rss, start_checks, until

ROOT = Path(__file__).parents[2]
RULE = page("Sellers keep an invoice for each brand and show it within 48 hours.")


class Slow:
    """A page that is asked for, and comes only when it may."""

    def __init__(self) -> None:
        self.requested = threading.Event()
        self.may_come = threading.Event()

    def __call__(self, requested: SiteRequest) -> Answer:
        del requested
        self.requested.set()
        self.may_come.wait(PATIENCE)
        return Answer(RULE.encode())


@pytest.fixture
def slow(lab: Lab) -> Iterator[Slow]:
    """The page of the source `slow-rules`."""
    lab.watch("slow-rules")
    held = Slow()
    lab.site.pages["/slow-rules"] = held
    yield held
    held.may_come.set()


def printed(process: subprocess.Popen[str], code: int) -> dict[str, dict[str, object]]:
    """What it says at its end, by source."""
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in errors) == (code, False), errors
    lines = [json.loads(line) for line in output.splitlines()]
    return {line["source"]: line for line in lines}


def children_of(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(word) for word in listed.split()]


def opened_by(pid: int) -> set[str]:
    """The names of its open files."""
    found = set()
    for place in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(place.readlink().name)
    return found


def resident(pid: int) -> float:
    """Megabytes."""
    (line,) = [
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    ]
    return int(line.split()[1]) / 1000


def test_a_crawl_that_is_killed_is_told_source_by_source(lab: Lab, slow: Slow) -> None:
    with lab.started("crawl", "--json") as process:
        slow.requested.wait(PATIENCE)
        os.killpg(children_of(process)[0], signal.SIGKILL)
        line = printed(process, code=1)["slow-rules"]
    slow.may_come.set()

    assert (line["outcome"], str(line["reason"]).partition(":")[0]) == ("failed", "crawl-process")
    assert lab.crawl()["slow-rules"]["outcome"] == "first"


def test_ctrl_c_ends_the_crawl_and_the_next_one_takes_its_checks(lab: Lab, slow: Slow) -> None:
    with lab.started("crawl", "--json") as process:
        slow.requested.wait(PATIENCE)
        child = children_of(process)[0]
        process.send_signal(signal.SIGINT)
        assert printed(process, code=130) == {}
    until(lambda: not Path(f"/proc/{child}/exe").exists(), "the end of its process")
    slow.may_come.set()

    assert lab.crawl()["slow-rules"]["outcome"] == "first"


def test_a_check_that_another_runs_is_waited_for_and_the_rest_is_done_meanwhile(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.watch("slow-rules")
    lab.site.put("/ring-rules", RULE)
    runner = f"{socket.gethostname()}:{os.getpid()}"
    theirs = CheckResult(source_id="slow-rules", outcome=Outcome.UNCHANGED, version=7)
    with lab.context() as context:
        ids = context.stores.jobs.enqueue(["slow-rules"], Origin.DUE, now())
        start_checks(context.stores.jobs, ids, runner, now())
        with lab.started("crawl", "--json") as process:
            until(lambda: context.stores.archive.last_snapshot("ring-rules"), "our own")
            context.stores.jobs.finish(theirs, now())
            lines = printed(process, code=0)

    assert [lines[name]["outcome"] for name in lines] == ["first", "unchanged"]
    assert lines["slow-rules"]["version"] == 7


async def test_a_crawl_that_gives_up_again_is_begun_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", RULE)
    codes: list[int | None] = [UNFINISHED, UNFINISHED]
    real = Crawls._child

    async def giving_up(crawls: Crawls, jobs: list[CrawlJob]) -> int | None:
        return codes.pop() if codes else await real(crawls, jobs)

    monkeypatch.setattr(Crawls, "_child", giving_up)
    with lab.context() as context:
        ids = context.stores.jobs.enqueue(["ring-rules"], Origin.COMMAND, now())
        (job,) = await asyncio.wait_for(Crawls(context).run(ids), PATIENCE)

    assert job.result
    assert job.result.outcome is Outcome.FIRST


@pytest.mark.parametrize(
    ("grace", "hears", "code"), [(PATIENCE, signal.SIG_DFL, -15), (0.5, signal.SIG_IGN, -9)]
)
async def test_a_crawl_that_is_stuck_is_ended(
    grace: float, hears: signal.Handlers, code: int, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that ends when it is told to, and one that does not listen; it inherits that from us."""
    monkeypatch.setattr("launcher.parent.COMMAND", ("sleep", "600"))
    monkeypatch.setattr("launcher.parent.LONGEST_SECONDS", 0.5)
    monkeypatch.setattr("launcher.parent.GRACE_SECONDS", grace)
    lab.watch("ring-rules")
    before = signal.signal(signal.SIGTERM, hears)
    try:
        with lab.context() as context:
            jobs = context.stores.jobs.get(
                context.stores.jobs.enqueue(["ring-rules"], Origin.COMMAND, now())
            )
            assert await Crawls(context)._child(jobs) == code
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_reader_that_leaves_is_no_fault(lab: Lab, slow: Slow) -> None:
    with lab.started("crawl", "--json") as process:
        slow.requested.wait(PATIENCE)
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        slow.may_come.set()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == ""


def test_a_long_address_is_asked_for(lab: Lab) -> None:
    path = f"/rules?{'x' * 3000}"
    lab.watch("ring-rules", path)
    lab.site.put(path, RULE)

    assert lab.crawl()["ring-rules"]["outcome"] == "first"


def test_a_request_brings_every_source_as_it_is() -> None:
    sources = catalogue.load(ROOT / "catalogue").sources
    settings = CrawlSettings(
        database_url="sqlite:///a.db",
        user_agent="Forewarn",
        allow_private=False,
        log_format="text",
        log_level="INFO",
        secrets=("line\nbreak",),
    )
    found = partitions(sources, 4)
    request = CrawlRequest.parse(CrawlRequest.of(settings, "a#1", found).to_bytes())

    assert (request.settings, request.holder) == (settings, "a#1")
    assert [sources_of(text) for text in request.partitions] == found
    assert len(sources) > 200


def test_the_doctor_names_a_source_that_answers_well_and_says_nothing(lab: Lab) -> None:
    lab.watch("gazette", kind="feed")
    lab.site.pages["/gazette"] = rss(("Notice 1", "What it says."))
    lab.crawl()
    lab.site.pages["/gazette"] = rss()
    assert lab.crawl()["gazette"]["reason"] == "empty: no entry is named"
    assert "for longer than ever before" not in lab.forewarn("doctor").stdout
    with lab.context() as context, context.stores.database.write() as session:
        session.get_one(HealthRow, "gazette").empty_since = now() - timedelta(hours=25)

    printed = lab.forewarn("doctor", code=1).stdout
    assert "1 names no entry for longer than ever before: gazette; was it rebuilt?" in printed
