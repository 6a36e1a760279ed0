"""Child process of a crawl: reads a `CrawlRequest` on standard input, writes through `storage`.

Started by `launcher.parent` as `python -m launcher.child`. It forks one process for each
partition but the first, before any thread starts (https://docs.python.org/3/library/os.html#os.fork).
A stuck page or a crash here never stops the bot, which runs in the parent.
"""

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import runtime.startup  # noqa: F401 - before all large imports
from crawler.crawl import CrawlConfig, crawl
from crawler.watchdog import UNFINISHED
from launcher.partition import CrawlRequest, CrawlSettings, sources_of
from launcher.visiting import visiting
from monitor.errors import ForewarnError
from monitor.source import Source
from runtime.faults import save_fault
from runtime.logs import configure
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.jobs.host_leases import HostLeases
from storage.jobs.quotas import Quotas
from storage.tracker import Tracker

_PARENT_POLL_SECONDS = 1.0


def main() -> None:
    """Run the crawl request on standard input; print one line for an error."""
    parent = os.getppid()
    request = CrawlRequest.parse(sys.stdin.buffer.read())
    settings = request.settings
    configure(settings.log_format, settings.secrets, settings.log_level)

    def work(number: int, partition: bytes) -> None:
        _crawl(settings, sources_of(partition), request.holder, f"{request.holder}/{number}")

    sys.exit(crawl_partitions(work, request.partitions, parent))


Work = Callable[[int, bytes], None]


def crawl_partitions(work: Work, partitions: Sequence[bytes], parent: int) -> int:
    """Run `work` on all partitions at once, the first one in this process; return the exit code.

    `work` takes a partition's number and text. This process ends when the process `parent` dies.
    RuntimeError when this process has other threads. No database connection may be open.
    """
    _require_one_thread()
    # Exclude all objects from garbage collection, so that the children share their memory.
    gc.freeze()
    context = get_context("fork")
    children = [
        context.Process(target=_run_child, args=(work, number, partition, os.getpid()))
        for number, partition in enumerate(partitions[1:], 1)
    ]
    for child in children:
        child.start()
    own = 0
    for partition in partitions[:1]:
        own = _run_work(work, 0, partition, parent)
    for child in children:
        child.join()
    return own or _exit_code(children)


def _require_one_thread() -> None:
    """Refuse to fork with threads: a fork copies one, and locks of the others stay locked."""
    threads = Path("/proc/self/task")
    if threads.is_dir() and len(list(threads.iterdir())) > 1:
        raise RuntimeError("a process that has started threads must not be copied")


def _run_child(work: Work, number: int, partition: bytes, parent: int) -> None:
    sys.exit(_run_work(work, number, partition, parent))


def _run_work(work: Work, number: int, partition: bytes, parent: int) -> int:
    """Run `work` while the parent lives; return the exit code."""
    threading.Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    try:
        work(number, partition)
    except ForewarnError as error:
        sys.stderr.write(f"forewarn: {error}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - the process boundary: traceback to a file
        sys.stderr.write(f"forewarn: {save_fault(error)}\n")
        return 1
    return 0


def _exit_code(children: Iterable[BaseProcess]) -> int:
    codes = {child.exitcode for child in children}
    return UNFINISHED if UNFINISHED in codes else int(any(codes))


def _exit_with_parent(parent: int) -> None:
    """Exit when the parent was killed: another crawl takes over its checks."""
    while os.getppid() == parent:
        time.sleep(_PARENT_POLL_SECONDS)
    os._exit(1)


def _crawl(settings: CrawlSettings, sources: Sequence[Source], former: str, holder: str) -> None:
    """Crawl a partition; the leases of its hosts pass from `former` to `holder`."""
    # Each process opens its own connections: none is open before the fork.
    database = Database(settings.database_url, settings.watchlist_key)
    hosts = {source.host for source in sources}
    with visiting(HostLeases(database), hosts, former, holder) as visits:
        crawl(
            CrawlConfig(
                sources=sources,
                validators=SourceHealth(database).validators(sources),
                tracker=Tracker(SqlArchive(database)),
                save_fault=save_fault,
                quotas=Quotas(database),
                visits=visits,
                user_agent=settings.user_agent,
                allow_private=settings.allow_private,
            )
        )
    database.close()


if __name__ == "__main__":
    main()
