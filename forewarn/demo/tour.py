"""Runs the steps of the demo."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import httpx
from pydantic import SecretStr

from delivery.digests import content, due_digests
from delivery.dispatcher import Dispatcher
from forewarn.demo.console import ConsoleChannel
from forewarn.demo.site import Answer, Site
from forewarn.settings import Settings
from forewarn.web_server import WebServer
from forewarn.wiring import AppContext, open_context
from launcher.parent import Crawls
from mailer.messages import digest as mail_digest
from monitor.audience import ChannelName, Digest, Frequency, Subscriber
from monitor.language import Language
from monitor.model import Change, Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from monitor.vocabulary import categories
from runtime.clock import now
from runtime.periodic_jobs import stop_signal
from storage.jobs.crawl_jobs import Origin

_PAGES = {
    "/jewellery": "jewellery-{when}.html",
    "/battery": "battery-{when}.html",
    "/payments": "payments-{when}.html",
    "/bridal.xml": "bridal-{when}.xml",
    "/court.xml": "court-{when}.xml",
}
_TYPES = {"html": "text/html; charset=utf-8", "xml": "application/atom+xml"}
_CHAT_ZH, _CHAT_EN = 1, 2
_MAIL_ADDRESS = "seller@example.com"


async def tour(*, serve: bool = False) -> None:
    """Run the demo, in under a minute. `serve`: keep the web server running until interrupted."""
    with _demo_context() as (site, context):
        _add_subscribers(context)
        _print_step("Five pages of a small marketplace are served on this machine. First look:")
        _publish(site, "before")
        _print_results(await _crawl(context))
        _print_step(
            "The marketplace edits its rules, two notices appear, one page hides behind a sign-in."
        )
        _publish(site, "after")
        _print_results(await _crawl(context))
        _print_step("What each seller gets in Telegram, at once and in their language:")
        console = ConsoleChannel()
        await Dispatcher(context, {ChannelName.TELEGRAM: console}).deliver_due()
        console.show()
        _print_step("And the daily digest that goes out by mail:")
        _show_digest(context)
        async with serving(context) as address:
            _print_step(f"The same on the web, at {address}")
            await _request_pages(address)
            if serve:
                _print_step("It stays until you press Ctrl-C.")
                await stop_signal().wait()
        _print_step("That is all. `forewarn run` does the same with the real catalogue.")


async def jewellery_change() -> tuple[Change, Source]:
    """Return the main change of the demo and its source (for docs/pictures.py)."""
    async with crawled() as context:
        source = context.catalogue.find("demo-jewellery-rule")
        found = [c for c in context.stores.history.changes() if c.source_id == source.id]
        return found[0], source


async def the_digest() -> tuple[Digest, Mapping[str, Source], Subscriber]:
    """Return the digest of the demo, its sources and its subscriber (for docs/pictures.py)."""
    async with crawled() as context:
        due = next(d for d in due_digests(context, now()) if d.subscriber.email == _MAIL_ADDRESS)
        return content(context, due), context.sources, due.subscriber


@asynccontextmanager
async def crawled() -> AsyncIterator[AppContext]:
    """Yield the context after all crawls of the demo, with its subscribers."""
    with _demo_context() as (site, context):
        _add_subscribers(context)
        for when in ("before", "after"):
            _publish(site, when)
            await _crawl(context)
        yield context


@asynccontextmanager
async def serving(context: AppContext) -> AsyncIterator[str]:
    """Run the web server on a free local port; yield its address."""
    settings = context.settings.on_port(_free_port())
    server = WebServer(replace(context, settings=settings), None)
    task = asyncio.create_task(server.serve())
    await server.listens()
    try:
        yield settings.site_url
    finally:
        server.stop()
        await task


@contextmanager
def _demo_context() -> Iterator[tuple[Site, AppContext]]:
    with tempfile.TemporaryDirectory(prefix="forewarn-demo-") as name, Site() as site:
        folder = Path(name)
        catalogue = _page("catalogue.yaml").replace("SITE", site.url)
        (folder / "catalogue.yaml").write_text(catalogue, "utf-8")
        settings = Settings(
            database_url=SecretStr(f"sqlite:///{folder / 'demo.db'}"),
            catalogue=folder / "catalogue.yaml",
            allow_private_networks=True,
            contact="demo",
        )
        with open_context(settings) as context:
            yield site, context


def _add_subscribers(context: AppContext) -> None:
    for chat_id, language in ((_CHAT_ZH, Language.ZH), (_CHAT_EN, Language.EN)):
        subscriber = context.stores.subscribers.welcome(chat_id, language, now())
        for category in categories():
            context.stores.subscribers.subscribe(subscriber.id, category, Frequency.INSTANT)
    mailed = context.stores.subscribers.add_email(_MAIL_ADDRESS, Language.EN, "UTC", 0, now())
    for category in categories():
        context.stores.subscribers.subscribe(mailed.id, category, Frequency.DAILY)


def _publish(site: Site, when: str) -> None:
    for path, name in _PAGES.items():
        file = name.format(when=when)
        body = _page(file).replace("SITE", site.url)
        site.pages[path] = Answer(
            body.encode(), headers={"Content-Type": _TYPES[file.rpartition(".")[2]]}
        )


async def _crawl(context: AppContext) -> list[CheckResult]:
    ids = [source.id for source in context.catalogue.enabled]
    jobs = await Crawls(context).run(context.stores.jobs.enqueue(ids, Origin.COMMAND, now()))
    return [job.result for job in jobs if job.result]


async def _request_pages(address: str) -> None:
    """Request the pages that people use, and print the responses."""
    async with httpx.AsyncClient(base_url=address) as client:
        for path in ("/", "/changes/1", "/calendar.ics", "/feeds/all.atom", "/api/v1/changes"):
            answer = await client.get(path)
            print(f"  {answer.status_code}  {len(answer.content):>6} bytes  {path}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print_results(results: list[CheckResult]) -> None:
    for result in results:
        note = (
            f"  ({result.reason}; the last good version stays)"
            if result.outcome is Outcome.REJECTED
            else ""
        )
        print(f"  {result.outcome:<10} {result.source_id}{note}")


def _show_digest(context: AppContext) -> None:
    mailed = [due for due in due_digests(context, now()) if due.subscriber.email == _MAIL_ADDRESS]
    for due in mailed:
        mail = mail_digest(
            content(context, due), context.sources, due.subscriber, "news@example.com"
        )
        print(f"\nSubject: {mail.subject}\n\n{mail.text}")


def _print_step(words: str) -> None:
    print(f"\n== {words}")


def _page(name: str) -> str:
    return files("forewarn.demo").joinpath("pages", name).read_text("utf-8")
