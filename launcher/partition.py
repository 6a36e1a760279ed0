"""Splits a crawl over the cores, and writes the request that the crawl process reads.

All sources of a host go to one process, so that its rate limit is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import TypeAdapter

from monitor.source import Render, Source

# One more process is worthwhile for about every this many sources.
_MIN_SOURCES = 50

Partition = tuple[Source, ...]
_PARTITION: TypeAdapter[Partition] = TypeAdapter(Partition)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """The settings that a crawl process needs. `secrets`: texts that must never reach its log."""

    database_url: str
    user_agent: str
    allow_private: bool
    log_format: str
    log_level: str
    secrets: tuple[str, ...] = ()
    watchlist_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    settings: CrawlSettings
    holder: str


_HEADER: TypeAdapter[_Header] = TypeAdapter(_Header)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRequest:
    """What to crawl: JSON Lines, first the settings, then each partition.

    `holder`: who holds the leases of these hosts. `partitions` stay text until `sources_of` parses
    one, so that each process loads only its own sources.
    """

    settings: CrawlSettings
    holder: str
    partitions: tuple[bytes, ...]

    @classmethod
    def of(cls, settings: CrawlSettings, holder: str, partitions: Iterable[Partition]) -> Self:
        """Make the request for these partitions."""
        lines = tuple(map(_PARTITION.dump_json, partitions))
        return cls(settings=settings, holder=holder, partitions=lines)

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read what `to_bytes` wrote."""
        first, *partitions = text.splitlines()
        header = _HEADER.validate_json(first)
        return cls(settings=header.settings, holder=header.holder, partitions=tuple(partitions))

    def to_bytes(self) -> bytes:
        """Encode the request for the standard input of the process."""
        header = _Header(settings=self.settings, holder=self.holder)
        return b"\n".join([_HEADER.dump_json(header), *self.partitions])


def sources_of(partition: bytes) -> Partition:
    """Parse a partition of a request."""
    return _PARTITION.validate_json(partition)


def partitions(sources: Iterable[Source], cores: int) -> list[Partition]:
    """Split by host into at most one partition for each core; browser hosts share one browser."""
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[source.host].append(source)
    count = max(1, min(cores, sum(map(len, hosts.values())) // _MIN_SOURCES))
    parts: list[list[Source]] = [[] for _ in range(count)]
    for group in sorted(hosts.values(), key=len, reverse=True):
        (parts[0] if _needs_browser(group) else min(parts, key=len)).extend(group)
    return [tuple(partition) for partition in parts if partition]


def _needs_browser(group: Sequence[Source]) -> bool:
    return any(source.render is Render.BROWSER for source in group)
