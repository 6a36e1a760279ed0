"""Runs the spiders over sources, one kind after the other, in this process.

One kind at a time keeps Scrapy's limits per host true: two crawlers in one process
know nothing of each other's connections.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.logger import globalLogBeginner

from crawler import settings as polite
from crawler.middlewares.quota import TakeQuota
from crawler.pipeline import KeepFault, Report
from crawler.spiders import SPIDERS
from monitor.model import Validators
from monitor.source import Kind, Source
from monitor.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fetch, how, and who hears of it."""

    sources: Sequence[Source]
    validators: Mapping[str, Validators] = field(default_factory=dict)
    tracker: Tracker
    report: Report
    keep_fault: KeepFault
    take_quota: TakeQuota
    user_agent: str
    allow_private: bool = False


def crawl(plan: Plan) -> None:
    """Fetch every source of the plan; returns when all are done or a signal came."""
    # Until this is called Twisted writes its critical events straight to standard error.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    process = AsyncCrawlerProcess(_settings(plan))
    _next(process, plan, [kind for kind in SPIDERS if _of_kind(plan, kind)])
    process.start()


def _next(process: AsyncCrawlerProcess, plan: Plan, kinds: list[Kind]) -> None:
    """Start the first kind; the others follow when it has ended by itself."""
    if not kinds:
        return
    crawler = process.create_crawler(SPIDERS[kinds[0]])
    task = process.crawl(
        crawler,
        sources=_of_kind(plan, kinds[0]),
        validators=plan.validators,
        known_keys=plan.tracker.known_keys,
        tracker=plan.tracker,
        report=plan.report,
        keep_fault=plan.keep_fault,
        take_quota=plan.take_quota,
    )

    def follow(_: asyncio.Task[None]) -> None:
        if crawler.stats and crawler.stats.get_value("finish_reason") == "finished":
            _next(process, plan, kinds[1:])

    task.add_done_callback(follow)


def _of_kind(plan: Plan, kind: Kind) -> list[Source]:
    return [source for source in plan.sources if source.kind is kind]


def _settings(plan: Plan) -> Settings:
    settings = Settings()
    settings.setmodule(polite)
    settings.set("USER_AGENT", plan.user_agent)
    settings.set("ALLOW_PRIVATE_NETWORKS", plan.allow_private)
    if plan.allow_private:
        # Our own machine needs no second between two requests.
        hosts = {urlsplit(source.url).hostname or "" for source in plan.sources}
        own = {host: {"delay": 0.0, "concurrency": 1} for host in hosts if _is_own(host)}
        settings.set("DOWNLOAD_SLOTS", own)
    return settings


def _is_own(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
