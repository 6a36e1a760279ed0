"""One crawl at a time visits a host, and the gap between two requests outlasts a crawl."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from scrapy import Request

from crawler.fetch_errors import FetchRefused
from crawler.middlewares.host_lease import HostLeaseMiddleware
from crawler.visits import Visits
from forewarn.demo.site import Answer, Site, SiteRequest
from storage.jobs.crawl_jobs import Origin
from tests.lab import PATIENCE, Lab, page, rss, until

RULE = page("Sellers keep an invoice for each brand and show it within 48 hours.")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Busy:
    """Pages that come when they may; how many were asked for at one time."""

    def __init__(self) -> None:
        self.may_come = threading.Event()
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, request: SiteRequest) -> Answer:
        del request
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.may_come.wait(PATIENCE)
        with self._lock:
            self._now -= 1
        return Answer(RULE.encode())


def paths(site: Site) -> list[str]:
    return [request.path for request in site.requests if request.path != "/robots.txt"]


def elsewhere(lab: Lab, path: str) -> str:
    """The same site under the name of another host."""
    return lab.site.url.replace("127.0.0.1", "localhost") + path


@pytest.mark.parametrize("first", ["crawl", "run"])
def test_two_commands_never_visit_one_host_at_once(lab: Lab, first: str) -> None:
    # Of two hosts: the other one's coming tells how far the second command is.
    names = ["other-rules", "ring-rules", "box-rules"]
    lab.watch("other-rules", url=elsewhere(lab, "/other-rules"))
    lab.watch("ring-rules")
    lab.watch("box-rules")
    for name in names:
        lab.site.put(f"/{name}", RULE)
    lab.crawl()
    lab.site.requests.clear()
    busy = Busy()
    lab.site.pages |= dict.fromkeys(("/slow-rules", "/ring-rules", "/box-rules"), busy)
    lab.watch("slow-rules")
    with lab.running(*{"crawl": ("crawl", "slow-rules"), "run": ("run",)}[first]):
        until(lambda: paths(lab.site) == ["/slow-rules"], "the first one's visit")
        with lab.started("crawl", *names, "--json") as second:
            until(lambda: "/other-rules" in paths(lab.site), "the other host")
            assert paths(lab.site) == ["/slow-rules", "/other-rules"]
            busy.may_come.set()
            output, _ = second.communicate(timeout=PATIENCE)

    assert output.count('"outcome": "unchanged"') == 3
    assert busy.most == 1


def test_a_trial_waits_for_the_crawl_that_is_there(lab: Lab) -> None:
    busy = Busy()
    lab.site.pages["/slow-rules"] = busy
    lab.site.put("/ring-rules", RULE)
    lab.watch("slow-rules")
    lab.watch("ring-rules")
    with lab.started("crawl", "slow-rules") as first:
        until(lambda: paths(lab.site) == ["/slow-rules"], "the first one's visit")
        with lab.started("sources", "test", "ring-rules") as trial:
            assert trial.stderr
            assert "another crawl visits 127.0.0.1" in trial.stderr.readline()
            assert paths(lab.site) == ["/slow-rules"]
            busy.may_come.set()
            assert trial.wait(PATIENCE) == 0
        assert first.wait(PATIENCE) == 0
    assert paths(lab.site) == ["/slow-rules", "/ring-rules"]


def test_what_a_redirect_leads_to_is_another_crawl_s_for_as_long_as_it_is_there(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.pages["/ring-rules"] = Answer(b"", 302, {"Location": elsewhere(lab, "/moved")})
    lab.site.put("/moved", RULE)
    host = elsewhere(lab, "").removeprefix("http://")
    with lab.context() as context:
        context.stores.leases.claim({host}, "another", datetime.now(UTC))
        with lab.started("crawl", "--json") as process:
            until(lambda: "/ring-rules" in paths(lab.site), "the redirect")
            assert "/moved" not in paths(lab.site)
            context.stores.leases.release("another", {})
            output, _ = process.communicate(timeout=PATIENCE)

    assert '"outcome": "first"' in output
    assert paths(lab.site) == ["/ring-rules", "/moved"]


def timed_page(lab: Lab, times: list[float], answer: Answer) -> Callable[[SiteRequest], Answer]:
    """A page that notes when it is asked for."""

    def page_of(request: SiteRequest) -> Answer:
        del request
        times.append(time.monotonic())
        return answer

    return page_of


@pytest.fixture
def times(lab: Lab) -> list[float]:
    """When the site was asked for a page or a feed; it wants a gap of 1.5 s."""
    noted: list[float] = []
    lab.site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1.5\n")
    lab.watch("ring-rules")
    lab.watch("box-rules", kind="feed")
    lab.site.pages["/ring-rules"] = timed_page(lab, noted, Answer(RULE.encode()))
    lab.site.pages["/box-rules"] = timed_page(lab, noted, rss(("Boxes", "Each names its maker.")))
    return noted


def test_the_gap_is_kept_from_one_kind_to_the_next(lab: Lab, times: list[float]) -> None:
    lab.crawl()

    assert len(times) == 2
    assert times[1] - times[0] > 1.45


def test_the_gap_is_kept_from_one_crawl_to_the_next(lab: Lab, times: list[float]) -> None:
    lab.crawl("ring-rules")
    lab.crawl("ring-rules")
    lab.crawl("box-rules")

    assert len(times) == 3
    assert min(later - earlier for earlier, later in pairwise(times)) > 1.45


def test_a_crawl_on_this_machine_that_was_killed_holds_nobody_up_for_long(lab: Lab) -> None:
    busy = Busy()
    lab.site.pages["/slow-rules"] = busy
    lab.watch("slow-rules")
    with lab.started("crawl") as first:
        until(lambda: paths(lab.site), "its visit")
        first.kill()
    busy.may_come.set()

    assert lab.crawl()["slow-rules"]["version"] == 1


async def test_a_host_that_another_keeps_is_left_to_the_schedule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crawler.middlewares.host_lease._POLL_SECONDS", 0.0)
    claims: list[str] = []

    def nothing(hosts: object) -> set[str]:
        claims.append(str(hosts))
        return set()

    crawler = SimpleNamespace(engine=None, spider=SimpleNamespace(visits=Visits(nothing)))
    middleware = HostLeaseMiddleware.from_crawler(crawler)  # type: ignore[arg-type]
    with pytest.raises(FetchRefused) as refused:
        await middleware.process_request(Request("https://harbour.example.org/rules"))

    assert refused.value.reason.code == "busy"
    assert refused.value.retry_at is not None
    assert len(claims) == 20


def test_what_is_held_costs_no_claim_and_is_claimed_anew_after_a_sleep() -> None:
    claimed: list[object] = []

    def claim(hosts: object) -> set[str]:
        claimed.append(hosts)
        return {"a", "b"}

    visits = Visits(claim, {"a"})
    visits.held_until(NOW)
    assert all(visits.may("a", NOW) for _ in range(9))
    assert visits.may("b", NOW)
    assert claimed == [{"b"}]
    assert visits.may("a", NOW + timedelta(seconds=1))
    assert claimed == [{"b"}, {"a"}]


def test_a_check_that_waits_for_a_busy_host_is_no_failure(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", RULE)
    host = lab.site.url.removeprefix("http://")
    with lab.context() as context:
        context.stores.leases.claim({host}, "another", datetime.now(UTC))
        with lab.running():
            until(
                lambda: [job.origin for job in context.stores.jobs.queued()] == [Origin.DUE],
                "it waits",
            )
            assert paths(lab.site) == []
            context.stores.leases.release("another", {})
            until(lambda: context.stores.archive.last_snapshot("ring-rules"), "the snapshot")
        assert context.stores.health.of(["ring-rules"])["ring-rules"].failures == 0
