"""Splits a crawl over the cores: every host is one process's own, so that its pace is kept."""

import gc
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess

from crawler.watchdog import UNFINISHED
from launcher.request import Partition
from monitor.source import Render, Source
from runtime.faults import kept_fault

# A process more pays from about this many sources on.
_LEAST = 50


def partitions(sources: Iterable[Source], cores: int) -> list[tuple[Source, ...]]:
    """At most one share for each core; one browser is enough, so its hosts stay together."""
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[source.host].append(source)
    count = max(1, min(cores, sum(map(len, hosts.values())) // _LEAST))
    found: list[list[Source]] = [[] for _ in range(count)]
    for group in sorted(hosts.values(), key=len, reverse=True):
        (found[0] if _needs_browser(group) else min(found, key=len)).extend(group)
    return [tuple(partition) for partition in found if partition]


def crawl_partitions(work: Callable[[Partition], None], found: Sequence[Partition]) -> int:
    """Do the work on all shares at once, the first one here; the exit code.

    No connection may be open. A process that only waited for the others would cost 60 MB.
    """
    # What is there now stays, and is shared with the children as long as nobody touches it.
    gc.freeze()
    context = get_context("fork")
    children = [context.Process(target=_child, args=(work, partition)) for partition in found[1:]]
    for child in children:
        child.start()
    try:
        for partition in found[:1]:
            work(partition)
    finally:
        for child in children:
            child.join()
    return _verdict(children)


def _verdict(children: Iterable[BaseProcess]) -> int:
    codes = {child.exitcode for child in children}
    return UNFINISHED if UNFINISHED in codes else int(any(codes))


def _child(work: Callable[[Partition], None], partition: Partition) -> None:
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        work(partition)
    except Exception as error:
        sys.exit(f"forewarn: {kept_fault(error)}")


def _follow_parent() -> None:
    """A crawl whose parent was killed ends, too: its checks are given to another one."""
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)


def _needs_browser(group: Iterable[Source]) -> bool:
    return any(source.render is Render.BROWSER for source in group)
