"""A crawl on all cores: every host in one process, no check lost with a process."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from crawler.watchdog import UNFINISHED
from launcher.partition import partitions
from monitor.source import Kind, Render, Source
from tests.lab import PATIENCE, Lab, page, until

# A crawl of one source where nobody answers, and what it has loaded by then of what is large.
LOADS = """
import sys
import launcher.child
from crawler.crawl import CrawlConfig, crawl
from monitor.source import Kind, Source
from storage.tracker import Tracker
class NoTracker(Tracker):
    def begin(self, fetched): return {one.source.id: None for one in fetched}
    def judge(self, fetched, state, now, *, confirmed=False): return fetched
    def record(self, outcomes, now): print(*(one.failure.reason.code for one in outcomes)); return []
source = Source(id="a", organisation="a", title="a", category="platform-policy", kind=Kind.PAGE,
                url="http://127.0.0.1:1/", language="en")
crawl(CrawlConfig(sources=[source], tracker=NoTracker(None), save_fault=repr, quotas=None, user_agent="a",
           allow_private=True))
print(sorted({"aiohttp", "pypdf", "requests", "rich", "tldextract"} & set(sys.modules)))
"""
HOSTS = ("127.0.0.1", "localhost")
# A crawl of two partitions: the first gives a page up, the second ends well.
GIVES_UP = """
import os, sys
from launcher.child import crawl_partitions
def work(number, partition):
    if partition == b"slow":
        os._exit(75)
sys.exit(crawl_partitions(work, [b"slow", b"plain"], os.getppid()))
"""
# A crawl of two partitions: the second meets a fault of our own.
BREAKS = """
import os, sys
from launcher.child import crawl_partitions
def work(number, partition):
    if partition == b"broken":
        raise LookupError("a fault")
sys.exit(crawl_partitions(work, [b"plain", b"broken"], os.getppid()))
"""
# Tells its children's numbers, and waits for them; they wait for ever.
WAITS = """
import os, time
from launcher.child import crawl_partitions
def work(number, partition):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(600)
crawl_partitions(work, [b"a", b"b"], os.getppid())
"""


# Copies its process after it has started a thread.
THREADED = """
import os, threading
from launcher.child import crawl_partitions
threading.Thread(target=threading.Event().wait, daemon=True).start()
try:
    crawl_partitions(print, [b"a", b"b"], os.getppid())
except RuntimeError as error:
    print(error)
"""


def source(number: int, host: str, render: Render = Render.PLAIN) -> Source:
    return Source(
        id=f"{host}-{number}",
        title="Rules",
        organisation="Harbour Market",
        category="platform-policy",
        kind=Kind.PAGE,
        url=f"https://{host}/{number}",
        language="en",
        render=render,
    )


def test_a_host_is_never_split_and_the_partitions_are_even() -> None:
    sources = [source(n, f"h{n % 7}.example.org") for n in range(280)]
    found = partitions(sources, 4)
    owners = Counter((s.host, index) for index, partition in enumerate(found) for s in partition)

    assert len({host for host, _ in owners}) == len(owners) == 7
    assert sum(map(len, found)) == 280
    assert sorted(map(len, found)) == [40, 80, 80, 80]


def test_a_small_crawl_is_one_process_and_one_browser_is_enough() -> None:
    few = [source(n, f"h{n}.example.org") for n in range(60)]
    many = [source(n, f"h{n}.example.org", list(Render)[n % 2]) for n in range(200)]
    with_browser = [{s.render for s in partition} for partition in partitions(many, 4)]

    assert len(partitions(few, 8)) == 1
    assert partitions([], 8) == []
    assert sum(Render.BROWSER in renders for renders in with_browser) == 1


def test_a_page_that_is_given_up_in_one_process_leaves_the_checks_open() -> None:
    done = subprocess.run([sys.executable, "-c", GIVES_UP], timeout=PATIENCE, check=False)

    assert done.returncode == UNFINISHED


def test_a_fault_in_one_process_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BREAKS],
        timeout=PATIENCE,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "a fault of Forewarn itself (LookupError)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_crawl_loads_nothing_large_that_it_does_not_use() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADS], timeout=PATIENCE, check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == ["refused", "[]"]


def test_a_crawl_that_is_killed_leaves_no_process_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        until(lambda: not any(is_running(child) for child in children), "their end")


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_process_with_threads_is_not_copied() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADED],
        timeout=PATIENCE,
        check=True,
        capture_output=True,
        text=True,
    )

    refused = "a process that has started threads must not be copied"
    assert done.stdout.splitlines() == [refused]


def test_a_large_crawl_checks_every_source_once(lab: Lab) -> None:
    port = lab.site.url.rpartition(":")[2]
    for number in range(120):
        lab.watch(f"rules-{number}", url=f"http://{HOSTS[number % 2]}:{port}/{number}")
        lab.site.put(f"/{number}", page(f"Rule {number} holds for rings.", "The fee is USD 5."))
    results = lab.crawl()

    assert Counter(line["outcome"] for line in results.values()) == {"first": 120}
    assert Counter(
        request.path for request in lab.site.requests if request.path != "/robots.txt"
    ) == {f"/{number}": 1 for number in range(120)}
