"""A change of 1,140 edits as a page: seconds of the server, seconds and elements in Chromium, bytes.

    .venv/bin/python -m benchmarks.large_change [--edits=1140] [--folder=FOLDER]

Beside it: another part, a page with a filter, the context of an edit, and as rivals a plain listing of
the same edits (`/changes/1.txt`) and all of them on one page. "CPU" is what making the page costs, "opened"
the time from a click until the browser has laid it out, both medians of five visits without a cache.
"""

import asyncio
import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.async_api import Browser, async_playwright

import web.diffing.selection
from forewarn.demo.site import Site
from forewarn.web_server import WebServer
from forewarn.wiring import AppContext
from tests.doubles.smtp import free_port
from tests.lab import Lab, publish

_VISITS = 5
_WORDS = (
    "seller must keep invoice brand within hours listing fee ring gold certificate label ship"
    " refund days page rule may not"
).split()


def main() -> None:
    """Print the table."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    with TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(given.get("folder", folder)), int(given.get("edits", "1140"))))


async def _measure(folder: Path, wanted: int) -> None:
    with Site() as site:
        lab = Lab(folder, site)
        lab.watch("terms")
        place = f"127.0.0.1:{free_port()}"
        address = f"http://{place}"
        with lab.context(FOREWARN_WEB_BIND=place, FOREWARN_PUBLIC_URL=address) as context:
            count = _publish(context, wanted)
            server = WebServer(context, None, fresh_for=0)
            serving = asyncio.create_task(server.serve())
            await server.listens()
            await _print(address, count)
            server.stop()
            await serving


def _publish(context: AppContext, wanted: int) -> int:
    """Record a page of 40 sections, and the same with about so many edits; return how many."""
    now, source = datetime.now(UTC), context.sources["terms"]
    chance = random.Random(1)
    before = [[_clause(chance) for _ in range(wanted // 31)] for _ in range(40)]
    after = [list(_edited(section, chance)) for section in before]
    publish(context, source, _page(before), now - timedelta(days=1))
    publish(context, source, _page(after), now)
    found = context.stores.history.change(1)
    return len(found.edits) if found else 0


def _clause(chance: random.Random) -> str:
    sentences = (" ".join(chance.choices(_WORDS, k=25)).capitalize() + "." for _ in range(2))
    return " ".join(sentences)


def _edited(section: list[str], chance: random.Random) -> Iterator[str]:
    for text in section:
        fate = chance.random()
        if fate < 0.5:
            yield text.replace("must", "may").replace("days", "7 days")
        elif fate < 0.6:
            continue
        elif fate < 0.8:
            yield from (text, _clause(chance))
        else:
            yield text


def _page(sections: list[list[str]]) -> str:
    body = "".join(
        f"<h2>Section {number}</h2>" + "".join(f"<p>{text}</p>" for text in section)
        for number, section in enumerate(sections)
    )
    return f"<!doctype html><html><body><main><h1>Terms</h1>{body}</main></body></html>"


async def _print(address: str, count: int) -> None:
    print(f"{count} edits{'':<26}{'CPU s':>10}{'opened s':>10}{'bytes':>12}{'elements':>10}")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        await _row(browser, address, "the page, first part", "/changes/1")
        await _row(browser, address, "an edit of the last part", f"/changes/1?edit={count}")
        await _row(browser, address, "one kind, in order", "/changes/1?kind=added&order=page")
        await _row(browser, address, "one edit in its context", f"/changes/1/context/{count // 2}")
        await _row(browser, address, "rival: plain listing", "/changes/1.txt")
        web.diffing.selection.PART_SIZE = count
        await _row(browser, address, "rival: all edits on a page", "/changes/1")
        await browser.close()


async def _row(browser: Browser, address: str, name: str, path: str) -> None:
    served, size = [], 0
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(_VISITS):
            begun = time.process_time()
            size = len((await client.get(path)).content)
            served.append(time.process_time() - begun)
    opened, elements = [], 0
    for _ in range(_VISITS):
        shown = await browser.new_page(viewport={"width": 1280, "height": 900})
        begun = time.perf_counter()
        await shown.goto(address + path, wait_until="load")
        opened.append(time.perf_counter() - begun)
        elements = int(await shown.evaluate("document.querySelectorAll('*').length"))
        await shown.close()
    middle = statistics.median(served), statistics.median(opened)
    print(f"{name:<34}{middle[0]:>10.3f}{middle[1]:>10.3f}{size:>12,}{elements:>10,}", flush=True)


if __name__ == "__main__":
    main()
