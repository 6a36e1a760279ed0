"""Run the spiders over sources, one kind after the other, in this process.

One kind at a time keeps Scrapy's limits per host valid: two crawlers in one process
do not see each other's connections.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.logger import globalLogBeginner

from crawler import browser
from crawler import settings as polite
from crawler.egress_proxy import EgressProxy
from crawler.endings import tell_endings
from crawler.fetch_results import failure_of
from crawler.headers import bound_headers
from crawler.middlewares.quota import QuotaCount
from crawler.pipeline import SaveFault
from crawler.spiders import SPIDERS
from crawler.visits import Visits
from monitor.check_reason import CheckReason
from monitor.model import Validators
from monitor.parsing.urls import host_of
from monitor.ports import FetchFailed
from monitor.source import Kind, Render, Source
from storage.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlConfig:
    """What to fetch, how, and the tracker that takes the results."""

    sources: Sequence[Source]
    validators: Mapping[str, Validators] = field(default_factory=dict)
    tracker: Tracker
    save_fault: SaveFault
    quotas: QuotaCount
    visits: Visits = field(default_factory=Visits)
    user_agent: str
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Pass:
    """Sources of one kind that are rendered the same way."""

    kind: Kind
    render: Render
    sources: tuple[Source, ...]


def crawl(config: CrawlConfig) -> None:
    """Fetch every source of the config; return when all are done or a signal arrives."""
    # Until this is called Twisted writes its critical events straight to standard error.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    bound_headers()
    tell_endings()
    passes = _passes(config)
    if obstacle := browser.missing():
        _refuse(config, [one for one in passes if one.render is Render.BROWSER], obstacle)
        passes = [one for one in passes if one.render is not Render.BROWSER]
    with _browser_proxy(config, passes) as proxy:
        process = AsyncCrawlerProcess(_settings(config))
        _next(process, config, passes, proxy)
        process.start()


@contextmanager
def _browser_proxy(config: CrawlConfig, passes: Sequence[_Pass]) -> Iterator[str]:
    """Run the browser's proxy and yield its address; '' when there is no browser or no limit."""
    if config.allow_private or all(one.render is not Render.BROWSER for one in passes):
        yield ""
        return
    with EgressProxy() as proxy:
        yield proxy.address


def _passes(config: CrawlConfig) -> list[_Pass]:
    found = []
    for render in Render:
        for kind in SPIDERS:
            chosen = tuple(s for s in config.sources if (s.kind, s.render) == (kind, render))
            if chosen:
                found.append(_Pass(kind, render, chosen))
    return found


def _refuse(config: CrawlConfig, passes: Sequence[_Pass], obstacle: str) -> None:
    """Record a failure for each source whose browser is missing; the other sources go on."""
    for source in (source for one in passes for source in one.sources):
        now = datetime.now(UTC)
        failure = failure_of(source, now, CheckReason("browser-missing", obstacle))
        config.tracker.take(FetchFailed(source, failure), now)


def _next(
    process: AsyncCrawlerProcess, config: CrawlConfig, passes: Sequence[_Pass], proxy: str
) -> None:
    """Start the first pass; start the others once it has finished normally."""
    if not passes:
        return
    first, *rest = passes
    crawler = Crawler(SPIDERS[first.kind], _settings(config, first.render, proxy))
    task = process.crawl(
        crawler,
        sources=first.sources,
        validators=config.validators,
        known_keys=config.tracker.known_keys,
        tracker=config.tracker,
        save_fault=config.save_fault,
        quotas=config.quotas,
        visits=config.visits,
    )

    def follow(_: asyncio.Task[None]) -> None:
        if crawler.stats and crawler.stats.get_value("finish_reason") == "finished":
            _next(process, config, rest, proxy)

    task.add_done_callback(follow)


def _settings(config: CrawlConfig, render: Render = Render.PLAIN, proxy: str = "") -> Settings:
    settings = Settings()
    settings.setmodule(polite)
    settings.set("USER_AGENT", config.user_agent)
    settings.set("ALLOW_PRIVATE_NETWORKS", config.allow_private)
    if config.allow_private:
        # This machine needs no delay between two requests.
        hosts = {host_of(source.url) for source in config.sources}
        own = {host: {"delay": 0.0, "concurrency": 1} for host in hosts if _is_own(host)}
        settings.set("DOWNLOAD_SLOTS", own)
    if render is Render.BROWSER:
        # Above the process's settings, which Scrapy applies over each crawler's.
        settings.setdict(browser.settings(proxy), priority="spider")
    return settings


def _is_own(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
