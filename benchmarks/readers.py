"""Many readers at once: how long each waits for a page.

    .venv/bin/python -m benchmarks.readers [--changes=10000] [--readers=100] [--seconds=20] [--database=sqlite]

A database with so many changes is served by `forewarn web`. Readers who ask again as soon as they are
answered, or after a second, look at the first page, lists, changes, sources, searches, feeds and the API:
new changes more often than old ones, a fifth of all addresses for the first time. Then they all look at the
first page: the general one, and each with own choices, which no cache of pages holds. The rival is the raw
limit: the same readers at `/healthz`, which is made of nothing.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import aiohttp
from yarl import URL

from forewarn.demo.site import Site
from monitor.model import Severity
from storage.archive.search_index import Index, index_terms
from storage.database import Database
from storage.tables.changes import ChangeRow
from tests.doubles.postgresql import database_url
from tests.doubles.smtp import free_port
from tests.lab import Lab, page, publish

_TOPICS = ("trademark", "fees", "batteries", "jewellery", "certification", "deadlines")
_CATEGORIES = ("platform-policy", "tax-tariff", "product-safety", "court-domain-seizure")
_SOURCES = 100


def main() -> None:
    """Print the waits."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    asyncio.run(
        measure(
            int(given.get("changes", "10000")),
            int(given.get("readers", "100")),
            float(given.get("seconds", "20")),
            given.get("database", "sqlite"),
        )
    )


async def measure(changes: int, readers: int, seconds: float, kind: str) -> None:
    """Fill, serve, ask."""
    with (
        tempfile.TemporaryDirectory() as name,
        Site() as site,
        database_url(kind, Path(name)) as url,
    ):
        lab = Lab(Path(name), site, url)
        fill(lab, changes)
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        with lab.running("web", FOREWARN_WEB_BIND=f"127.0.0.1:{port}"):
            await ready(base)
            print(f"{kind}, {changes} changes, {readers} readers")
            print_waits(
                "raw: /healthz", await ask(base, readers, seconds / 4, lambda _: "/healthz")
            )
            await long_policy(lab, base)
            choose = addresses(changes)
            for what, most in (("Today", 0), ("own Today", 3)):
                today = await ask(base, readers, seconds, lambda _: "/", pause=1, most=most)
                print_waits(f"{what}, 1 a second", today)
            print_waits("a page a second", await ask(base, readers, seconds, choose, pause=1))
            print_waits("without a pause", await ask(base, readers, seconds + 1, choose))


def fill(lab: Lab, changes: int) -> None:
    """Sources with two versions each, and changes of them over a year."""
    for number in range(_SOURCES):
        lab.watch(f"source-{number}", category=_CATEGORIES[number % len(_CATEGORIES)])
    with lab.context() as context:
        for source in context.sources.values():
            for fee in (5, 8):
                text = [f"Rule {n} of {source.id} asks for {fee} things." for n in range(40)]
                publish(context, source, page(*text))
        real = context.stores.history.changes(limit=1)[0]
        repeat(context.stores.database, real.id, changes - _SOURCES)


def repeat(database: Database, number: int, count: int) -> None:
    """The same change again and again, at other times, of other sources and kinds."""
    now = datetime.now(UTC)
    with database.write() as session:
        first = session.get_one(ChangeRow, number)
        columns = {
            name: getattr(first, name)
            for name in ChangeRow.__table__.columns.keys()  # noqa: SIM118 - a collection of columns
            if name != "id"
        }
        chance = random.Random(7)
        rows = []
        for n in range(count):
            source = chance.randrange(_SOURCES)
            more = {
                "source_id": f"source-{source}",
                "category": _CATEGORIES[source % len(_CATEGORIES)],
                "topics": chance.sample(_TOPICS, 2),
                "severity": int(chance.choice([Severity.MINOR, Severity.MAJOR])),
                "detected_at": now - timedelta(hours=(count - n) * 8_000 / count),
            }
            rows.append(ChangeRow(**columns | more))
        session.add_all(rows)
        session.flush()
        index_terms(session, Index.CHANGES, {row.id: f"{row.title} {row.summary}" for row in rows})


async def long_policy(lab: Lab, base: str) -> None:
    """A policy of 6,000 lines of which one in twenty changed: its change, and its text."""
    lines = [
        f"Paragraph {n}: sellers of article {n} must answer within {n} days." for n in range(6_000)
    ]
    new = [line.replace("must", "shall") if n % 20 == 0 else line for n, line in enumerate(lines)]
    with lab.context() as context:
        source = context.sources["source-0"]
        publish(context, source, page(*lines))
        change = publish(context, source, page(*new)).change
        number = len(context.stores.history.versions(source.id))
    async with aiohttp.ClientSession(base) as client:
        for path in (
            f"/changes/{change}",
            f"/sources/source-0/compare?to={number}",
            f"/sources/source-0/versions/{number}",
        ):
            begun = time.perf_counter()
            async with client.get(path) as answer:
                size = len(await answer.read())
            wait = (time.perf_counter() - begun) * 1000
            print(f"  6,000 lines: {wait:6.0f} ms {size / 1000:7.0f} KB  {path}")


def addresses(changes: int) -> Callable[[random.Random], str]:
    """What one reader asks for next: mostly what all look at, sometimes a change of their own."""

    def choose(chance: random.Random) -> str:
        number = changes - int(changes * chance.random() ** 4)
        topic, source = chance.choice(_TOPICS), chance.randrange(_SOURCES)
        return chance.choices(
            ["/", "/changes", f"/changes?topic={topic}", f"/changes/{max(1, number)}",
             f"/sources/source-{source}", f"/search?q=rule+{source}", "/feeds/all.atom",
             f"/api/v1/changes?topic={topic}", "/charts"],
            [25, 15, 10, 20, 10, 5, 5, 5, 5],
        )[0]  # fmt: skip

    return choose


async def ask(
    base: str,
    readers: int,
    seconds: float,
    choose: Callable[[random.Random], str],
    *,
    pause: float = 0,
    most: int = 0,
) -> list[float]:
    """The waits of all answers, in milliseconds; each reader pauses for that many seconds on average.

    `most`: how many topics and countries a reader chose at most; 0: there are no cookies.
    """
    until = time.perf_counter() + seconds
    waits: list[float] = []

    async def read(number: int) -> None:
        chance = random.Random(f"{number} {seconds}")
        jar = aiohttp.CookieJar(unsafe=True) if most else aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(base, cookie_jar=jar) as client:
            if most:
                jar.update_cookies({"mine": chosen(chance, most)}, URL(base))
            while (begun := time.perf_counter()) < until:
                # The limit is for one reader; this one is many.
                name = f"10.{chance.randrange(250)}.{chance.randrange(250)}.1"
                headers = {"X-Forwarded-For": name}
                async with client.get(choose(chance), headers=headers) as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"{answer.status} {answer.url}")
                waits.append((time.perf_counter() - begun) * 1000)
                await asyncio.sleep(pause * chance.uniform(0.5, 1.5))

    await asyncio.gather(*(read(number) for number in range(readers)))
    return waits


def chosen(chance: random.Random, most: int) -> str:
    """The choices of one reader, as the cookie holds them."""
    offered = [*_TOPICS, "jurisdiction:us", "jurisdiction:eu", "jurisdiction:uk"]
    return ".".join(chance.sample(offered, chance.randint(1, most)))


async def ready(base: str) -> None:
    """Wait until it answers."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        while True:
            try:
                async with client.get(f"{base}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


def print_waits(name: str, waits: list[float]) -> None:
    """One line."""
    cuts = quantiles(waits, n=100)
    print(
        f"  {name:<20} {len(waits):>7} answers   p50 {cuts[49]:6.0f} ms   p95 {cuts[94]:6.0f} ms"
        f"   p99 {cuts[98]:6.0f} ms"
    )


if __name__ == "__main__":
    main()
