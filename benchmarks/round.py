"""A round of checks beside rivals on the same pages, in the same session.

    .venv/bin/python -m benchmarks.round [--pages=2000] [--rivals=FOLDER/bin] [--no-etags]

Two rounds: all pages new, then 5 % of them changed. Politeness is off, for our own machine only:
the pages stand on 200 loopback hosts, so that one connection and no wait for each host is no brake.
Bare Scrapy fetches and keeps nothing. The rivals are urlwatch and webchanges (`pip install` them into
an environment of their own, and name its bin folder), each with its comparable filter: one element as
text. `pages/s` counts from the first request that the server saw to the last; `whole` is the command's
whole wall time, its start included.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from benchmarks.metered import Cost, metered
from benchmarks.pages import Pages, catalogue, served

FOREWARN = Path(sys.executable).with_name("forewarn")
_BARE = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
URLS = open("urls.txt").read().split()
class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in URLS:
            yield Request(url, dont_filter=True)
    def parse(self, response):
        assert response.status == 200
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 32, "TELNETCONSOLE_ENABLED": False})
process.crawl(Bare)
process.start()
"""
_WEBCHANGES_MOST = 500
# Sources in a file of the catalogue: one organisation has so many and no more.
_A_FILE = 100


def main() -> None:
    """Print a table for each round."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    rivals = Path(given.get("rivals", "/nonexistent"))
    count = int(given.get("pages", "2000"))
    with served(count, etags="no-etags" not in given) as pages:
        etags = "without ETags" if "no-etags" in given else "with ETags"
        print(
            f"{count} pages, {_megabytes(pages.folder / 'pages'):.0f} MB, {etags}, {os.cpu_count()} cores"
        )
        runners = list(_runners(pages, rivals))
        rounds: list[dict[str, float]] = []
        for number, name in enumerate(("first round", "second round, 5 % changed")):
            if number:
                pages.change(0.05, "this ring")
            print(f"\n{name}")
            rounds.append({who: _measure(who, run, pages) for who, run in runners})
        for number, rates in enumerate(rounds, 1):
            _compare(number, rates)
        print(f"\nForewarn stored {_megabytes(_home(pages, 'forewarn')):.1f} MB")


def _measure(who: str, run: Callable[[], Cost], pages: Pages) -> float:
    pages.served()
    cost = run()
    count, seconds = pages.served()
    rate = count / seconds
    print(
        f"{who:<28}{rate:7.0f} pages/s   whole {cost.wall:6.1f} s   CPU {cost.cpu:6.1f} s"
        f"   {cost.memory:5.0f} MB"
    )
    return rate


def _compare(number: int, rates: dict[str, float]) -> None:
    ours = rates["Forewarn"]
    factors = ", ".join(f"{ours / rate:.2f} x {who}" for who, rate in rates.items() if rate != ours)
    print(f"round {number}: Forewarn runs at {factors}")


def _runners(pages: Pages, rivals: Path) -> Iterator[tuple[str, Callable[[], Cost]]]:
    yield "bare Scrapy", _bare(pages)
    if (rivals / "urlwatch").exists():
        yield "urlwatch, css + html2text re", _urlwatch(pages, rivals)
    if (rivals / "webchanges").exists():
        yield f"webchanges, {_WEBCHANGES_MOST} pages", _webchanges(pages, rivals)
    yield "Forewarn", _forewarn(pages)


def _bare(pages: Pages) -> Callable[[], Cost]:
    home = _home(pages, "bare")
    (home / "urls.txt").write_text("\n".join(pages.urls))
    return lambda: metered([sys.executable, "-c", _BARE], home)


def _forewarn(pages: Pages) -> Callable[[], Cost]:
    home = _home(pages, "forewarn")
    (home / "catalogue").mkdir()
    for first in range(0, pages.count, _A_FILE):
        sources = catalogue(pages.urls[first : first + _A_FILE], first)
        (home / "catalogue" / f"{first}.yaml").write_text(yaml.safe_dump(sources))
    environ = {
        "FOREWARN_CATALOGUE": "catalogue",
        "FOREWARN_ALLOW_PRIVATE_NETWORKS": "true",
    }
    return lambda: metered([str(FOREWARN), "crawl", "--json"], home, environ)


def _urlwatch(pages: Pages, rivals: Path) -> Callable[[], Cost]:
    home = _home(pages, "urlwatch")
    _jobs(home, pages.urls, {"method": "re"})
    (home / "config.yaml").write_text("report: {stdout: {enabled: false}}\n")
    files = ["--urls", "urls.yaml", "--config", "config.yaml", "--cache", "cache.db"]
    return lambda: metered([str(rivals / "urlwatch"), *files], home)


def _webchanges(pages: Pages, rivals: Path) -> Callable[[], Cost]:
    home = _home(pages, "webchanges")
    _jobs(home, pages.urls[:_WEBCHANGES_MOST], {"method": "html2text"})
    (home / "config.yaml").write_text("report: {stdout: {enabled: false}}\n")
    files = ["--jobs", "urls.yaml", "--config", "config.yaml", "--database", "cache.db"]
    return lambda: metered([str(rivals / "webchanges"), *files], home, {"HOME": str(home)})


def _jobs(home: Path, urls: list[str], method: dict[str, str]) -> None:
    jobs = [
        {"name": url, "url": url, "filter": [{"css": "main"}, {"html2text": method}]}
        for url in urls
    ]
    (home / "urls.yaml").write_text(yaml.safe_dump_all(jobs))


def _home(pages: Pages, name: str) -> Path:
    home = pages.folder / name
    home.mkdir(exist_ok=True)
    return home


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


if __name__ == "__main__":
    main()
