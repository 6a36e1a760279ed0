"""Runs the spiders over sources, one kind after the other, in this process.

One kind at a time keeps Scrapy's limits per host true: two crawlers in one process
know nothing of each other's connections.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.logger import globalLogBeginner

from crawler import browser
from crawler import settings as polite
from crawler.captures import failure_of
from crawler.dialling import PublicProxy
from crawler.headers import bound_headers
from crawler.middlewares.quota import TakeQuota
from crawler.pipeline import KeepFault
from crawler.spiders import SPIDERS
from monitor.model import Validators
from monitor.ports import Missed
from monitor.source import Kind, Render, Source
from monitor.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fetch, how, and who judges it."""

    sources: Sequence[Source]
    validators: Mapping[str, Validators] = field(default_factory=dict)
    tracker: Tracker
    keep_fault: KeepFault
    take_quota: TakeQuota
    user_agent: str
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Pass:
    """Sources of one kind that are rendered one way."""

    kind: Kind
    render: Render
    sources: tuple[Source, ...]


def crawl(plan: Plan) -> None:
    """Fetch every source of the plan; returns when all are done or a signal came."""
    # Until this is called Twisted writes its critical events straight to standard error.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    bound_headers()
    passes = _passes(plan)
    if obstacle := browser.missing():
        _refuse(plan, [one for one in passes if one.render is Render.BROWSER], obstacle)
        passes = [one for one in passes if one.render is not Render.BROWSER]
    with _outlet(plan, passes) as proxy:
        process = AsyncCrawlerProcess(_settings(plan))
        _next(process, plan, passes, proxy)
        process.start()


@contextmanager
def _outlet(plan: Plan, passes: Sequence[_Pass]) -> Iterator[str]:
    """The browser's way out; '' when there is no browser, or it may reach everything."""
    if plan.allow_private or all(one.render is not Render.BROWSER for one in passes):
        yield ""
        return
    with PublicProxy() as proxy:
        yield proxy.address


def _passes(plan: Plan) -> list[_Pass]:
    found = []
    for render in Render:
        for kind in SPIDERS:
            chosen = tuple(s for s in plan.sources if (s.kind, s.render) == (kind, render))
            if chosen:
                found.append(_Pass(kind, render, chosen))
    return found


def _refuse(plan: Plan, passes: Sequence[_Pass], obstacle: str) -> None:
    """Sources whose browser is not here fail by name; the rest goes on."""
    for source in (source for one in passes for source in one.sources):
        now = datetime.now(UTC)
        failure = failure_of(source, now, "browser-missing", obstacle)
        plan.tracker.take(Missed(source, failure), now)


def _next(process: AsyncCrawlerProcess, plan: Plan, passes: Sequence[_Pass], proxy: str) -> None:
    """Start the first pass; the others follow when it has ended by itself."""
    if not passes:
        return
    first, *rest = passes
    crawler = Crawler(SPIDERS[first.kind], _settings(plan, first.render, proxy))
    task = process.crawl(
        crawler,
        sources=first.sources,
        validators=plan.validators,
        known_keys=plan.tracker.known_keys,
        tracker=plan.tracker,
        keep_fault=plan.keep_fault,
        take_quota=plan.take_quota,
    )

    def follow(_: asyncio.Task[None]) -> None:
        if crawler.stats and crawler.stats.get_value("finish_reason") == "finished":
            _next(process, plan, rest, proxy)

    task.add_done_callback(follow)


def _settings(plan: Plan, render: Render = Render.PLAIN, proxy: str = "") -> Settings:
    settings = Settings()
    settings.setmodule(polite)
    settings.set("USER_AGENT", plan.user_agent)
    settings.set("ALLOW_PRIVATE_NETWORKS", plan.allow_private)
    if plan.allow_private:
        # Our own machine needs no second between two requests.
        hosts = {urlsplit(source.url).hostname or "" for source in plan.sources}
        own = {host: {"delay": 0.0, "concurrency": 1} for host in hosts if _is_own(host)}
        settings.set("DOWNLOAD_SLOTS", own)
    if render is Render.BROWSER:
        # Above the process's own settings, which Scrapy lays over each crawler's.
        settings.setdict(browser.settings(proxy), priority="spider")
    return settings


def _is_own(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
