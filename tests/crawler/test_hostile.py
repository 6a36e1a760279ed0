"""Hostile servers: whatever they send, memory and time stay bounded and nothing becomes a version."""

import gzip
import json
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.watchdog import UNFINISHED
from launcher.parent import Crawls
from storage.jobs.crawl_jobs import Origin
from tests.doubles.raw_http import Raw
from tests.lab import COMMAND, PATIENCE, Lab, page, start_checks

# What a crawl may take above one of an ordinary page; how long it may work, which no other program
# on the machine makes longer.
MEGABYTES, WORKING_SECONDS = 150, 90
# Runs a command and tells the peak memory of what it started, and how long that worked.
MEASURE = "import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], capture_output=True, text=True); print(r.stdout, end=' '); u = resource.getrusage(resource.RUSAGE_CHILDREN); print(f'{u.ru_maxrss}/{u.ru_utime + u.ru_stime}')"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _endless(client: socket.socket) -> None:
    client.sendall(HEAD + b"\r\n<main><p>")
    while True:
        client.sendall(b"word " * 20_000)


def _dripping(client: socket.socket) -> None:
    client.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        client.sendall(b"x")
        time.sleep(0.5)


def _endless_headers(client: socket.socket) -> None:
    client.sendall(HEAD)
    while True:
        client.sendall(b"X-More: " + b"y" * 1_000 + b"\r\n")


def _fixed(body: bytes, headers: bytes = b"") -> Callable[[socket.socket], None]:
    def send(client: socket.socket) -> None:
        length = b"" if b"Content-Length" in headers else b"Content-Length: %d\r\n" % len(body)
        client.sendall(HEAD + headers + length + b"Connection: close\r\n\r\n" + body)

    return send


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha ha ha ">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><title>&j;</title><item><title>&j;</title></item></channel></rss>"
)
ANSWERS = {
    "gzip-bomb": _fixed(gzip.compress(b"0" * 300_000_000), b"Content-Encoding: gzip\r\n"),
    "deflate-bomb": _fixed(zlib.compress(b"0" * 300_000_000), b"Content-Encoding: deflate\r\n"),
    "endless": _endless,
    "dripping": _dripping,
    "endless-headers": _endless_headers,
    "nested": _fixed(b"<main>" + b"<div>" * 100_000 + b"Sellers must keep each invoice." * 20),
    "attributes": _fixed(b"<main><p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">Rules"),
    "lying-length": _fixed(page("Sellers must keep each invoice.").encode(), b"Content-Length: 999999\r\n"),
    "lying-charset": _fixed("<main><p>规则 rules".encode("gbk") * 30, b""),
    "control": _fixed(("<main><p>" + "\x00\x1b[31m\u202e evil \u2066" * 2_000).encode()),
    "table": _fixed(b"<main><table>" + b"<tr><td>a<td>b" * 100_000),
}  # fmt: skip


# These bring nothing that could be a version.
WORTHLESS = ("gzip-bomb", "deflate-bomb", "endless", "endless-headers", "lying-length")


@pytest.fixture
def hostile() -> Iterator[Raw]:
    server = Raw({**ANSWERS, "laughs": _fixed(LAUGHS)})
    yield server
    server.close()


def crawl(lab: Lab, *ids: str) -> tuple[dict[str, dict[str, Any]], float, float]:
    """One crawl: its lines by source, its peak memory in megabytes, its seconds of work."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(COMMAND), "crawl", *ids, "--json"],
        env=lab._environment({}), cwd=lab.folder, capture_output=True, text=True, timeout=3 * PATIENCE, check=True,
    )  # fmt: skip
    results, _, used = done.stdout.rpartition(" ")
    peak, _, seconds = used.partition("/")
    assert "Traceback" not in results
    lines = {line["source"]: line for line in map(json.loads, results.splitlines()[: len(ids)])}
    return lines, int(peak) / 1024, float(seconds)


@pytest.mark.sqlite
def test_hostile_answers_are_bounded_and_others_are_read(lab: Lab, hostile: Raw) -> None:
    """All in one crawl: no more memory than one of them may take, and the page after them comes."""
    names = [name for name in ANSWERS if name != "dripping"]
    for name in names:
        lab.watch(name, url=f"{hostile.url}/{name}")
    lab.watch("laughs", url=f"{hostile.url}/laughs", kind="feed")
    for name in ("plain", "last"):
        lab.watch(name)
        lab.site.put(f"/{name}", page("Sellers must keep each invoice."))
    _, idle, _ = crawl(lab, "plain")
    results, peak, seconds = crawl(lab, *names, "laughs", "last")

    assert set(results) == {*names, "laughs", "last"}
    assert results["last"]["outcome"] == "first"
    assert {results[name]["version"] for name in WORTHLESS} == {None}
    assert peak - idle < MEGABYTES, (peak, idle)
    assert seconds < WORKING_SECONDS
    for name in (name for name in results if results[name]["version"]):
        assert not set(lab.forewarn("show", name).stdout) & set("\x00\x1b\u202e\u2066")


@pytest.mark.sqlite
def test_a_server_that_drips_is_left_after_a_while(lab: Lab, hostile: Raw) -> None:
    lab.watch("dripping", url=f"{hostile.url}/dripping")
    # Every Python that the command starts imports this first.
    (lab.folder / "sitecustomize.py").write_text(
        "import crawler.settings\ncrawler.settings.DOWNLOAD_TIMEOUT = 5\n"
    )
    lab.environ["PYTHONPATH"] = str(lab.folder)
    results, _, seconds = crawl(lab, "dripping")

    assert results["dripping"]["reason"].startswith("timeout")
    assert seconds < WORKING_SECONDS


STUCK = """
import time
from crawler.watchdog import Watchdog
with Watchdog(0.5).watched(lambda: print("given up", flush=True)):
    time.sleep(60)
"""


def test_what_keeps_the_process_busy_is_noted_and_ends_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK], capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (done.returncode, done.stdout) == (UNFINISHED, "given up\n")


def test_a_crawl_that_gave_one_source_up_leaves_the_others_waiting(lab: Lab) -> None:
    """As the parent sees it: what has no result after such an end is wanted again."""
    lab.watch("plain")
    with lab.context() as context:
        crawls = Crawls(context)
        ids = context.stores.jobs.enqueue(["plain"], Origin.DUE, datetime.now(UTC))
        jobs = context.stores.jobs.get(
            start_checks(context.stores.jobs, ids, crawls._runner, datetime.now(UTC))
        )
        crawls._close_unfinished(jobs, UNFINISHED)

        assert [job.source_id for job in context.stores.jobs.queued()] == ["plain"]
