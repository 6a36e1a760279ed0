"""The order of a crawl: a file that its own process has as standard input; and how that ends.

First what it is about, then each share of its sources, so that no process holds those of another.
Light: `forewarn crawl` waits with this and holds next to nothing meanwhile.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from itertools import accumulate
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.ports import CheckResult
    from monitor.source import Source
    from storage.jobs.crawl_jobs import CrawlJob

# A crawl of the whole catalogue takes minutes; one that takes this long is stuck.
LONGEST_SECONDS = 3600.0
# What a crawl that is told to end may still take.
GRACE_SECONDS = 30.0
# All was checked and told, and some of it failed. 0: nothing did; any other: not all was checked.
TOLD_FAILURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRequest:
    """What a command asked for, as its user wrote it; whoever ends the crawl tells what became of it.

    `skipped`: what is not checked, and why. `is_partial`: some of the catalogue could not be read.
    """

    source_ids: tuple[str, ...]
    check_ids: tuple[int, ...]
    skipped: Mapping[str, CheckResult]
    as_json: bool
    is_partial: bool

    def results(self, checks: Iterable[CrawlJob]) -> list[CheckResult]:
        """One for each source, in order; every check has come to something."""
        found = {check.source_id: check.result for check in checks if check.result}
        return [found.get(name) or self.skipped[name] for name in self.source_ids]


class Partition(NamedTuple):
    """Where a share stands in the order: the place of its first byte, and how many there are."""

    start: int
    size: int


class CrawlRequest(NamedTuple):
    """What to crawl; and what to tell, if the crawl is a command's."""

    partitions: list[Partition]
    wanted: CommandRequest | None


def write_request(
    file: IO[bytes], partitions: Sequence[tuple[Source, ...]], wanted: CommandRequest | None = None
) -> None:
    """Write an order from here on; `file` is not buffered."""
    packed = [pickle.dumps(partition) for partition in partitions]
    pickle.dump(([len(partition) for partition in packed], wanted), file)
    for partition in packed:
        file.write(partition)


def read_request(file: IO[bytes]) -> CrawlRequest:
    """The order that stands here; `file` is not buffered."""
    sizes, wanted = pickle.load(file)  # noqa: S301 - our parent wrote it
    return CrawlRequest(list(map(Partition, accumulate(sizes, initial=file.tell()), sizes)), wanted)


def sources_of(file: IO[bytes], partition: Partition) -> tuple[Source, ...]:
    """The sources of a share."""
    packed = os.pread(file.fileno(), partition.size, partition.start)
    found: tuple[Source, ...] = pickle.loads(packed)  # noqa: S301 - our parent wrote it
    return found
