"""A crawl's own process: reads a `CrawlRequest` on standard input, writes through `storage`.

Started by `launcher.parent` as `python -m launcher.child`. It forks one process for each
partition but the first, before any thread starts (https://docs.python.org/3/library/os.html#os.fork).
A stuck page or a crash here never silences the bot, which lives in the parent.
"""

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import runtime.startup  # noqa: F401 - before all that is large
from crawler.crawl import CrawlConfig, crawl
from crawler.watchdog import UNFINISHED
from launcher.partition import CrawlRequest, CrawlSettings, sources_of
from monitor.errors import ForewarnError
from monitor.tracker import Tracker
from runtime.faults import kept_fault
from runtime.logs import configure
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.jobs.quotas import Quotas

_LOOK_SECONDS = 1.0


def main() -> None:
    """Crawl what standard input asks for; one line for what goes wrong."""
    parent = os.getppid()
    request = CrawlRequest.parse(sys.stdin.buffer.read())
    settings = request.settings
    configure(settings.log_format, settings.secrets, settings.log_level)
    sys.exit(crawl_partitions(lambda text: _crawl(settings, text), request.partitions, parent))


def crawl_partitions(
    work: Callable[[bytes], None], partitions: Sequence[bytes], parent: int
) -> int:
    """Do the work on all partitions at once, the first one here; the exit code.

    No connection may be open and no thread may run. `parent`: whose death ends this process, too.
    """
    # What is there now stays, and is shared with the children as long as nobody touches it.
    gc.freeze()
    context = get_context("fork")
    children = [
        context.Process(target=_work, args=(work, partition, os.getpid()))
        for partition in partitions[1:]
    ]
    for child in children:
        child.start()
    own = 0
    for partition in partitions[:1]:
        own = _worked(work, partition, parent)
    for child in children:
        child.join()
    return own or _exit_code(children)


def _work(work: Callable[[bytes], None], partition: bytes, parent: int) -> None:
    sys.exit(_worked(work, partition, parent))


def _worked(work: Callable[[bytes], None], partition: bytes, parent: int) -> int:
    """Do the work while the parent lives; the exit code."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        work(partition)
    except ForewarnError as error:
        sys.stderr.write(f"forewarn: {error}\n")
        return 1
    except Exception as error:
        sys.stderr.write(f"forewarn: {kept_fault(error)}\n")
        return 1
    return 0


def _exit_code(children: Iterable[BaseProcess]) -> int:
    codes = {child.exitcode for child in children}
    return UNFINISHED if UNFINISHED in codes else int(any(codes))


def _end_with(parent: int) -> None:
    """End when the parent was killed: its checks are given to another crawl."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _crawl(settings: CrawlSettings, partition: bytes) -> None:
    # Each process opens connections of its own: none is open before the fork.
    database = Database(settings.database_url)
    sources = sources_of(partition)
    crawl(
        CrawlConfig(
            sources=sources,
            validators=SourceHealth(database).validators(sources),
            tracker=Tracker(SqlArchive(database)),
            keep_fault=kept_fault,
            take_quota=Quotas(database).take,
            user_agent=settings.user_agent,
            allow_private=settings.allow_private,
        )
    )
    database.close()


if __name__ == "__main__":
    main()
