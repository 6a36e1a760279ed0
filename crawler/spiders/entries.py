"""Fetch sources whose snapshot is several responses: a list's pages and its new entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from structlog.contextvars import bound_contextvars

from crawler.fetch_errors import FetchRefused
from crawler.fetch_results import snapshot_of
from crawler.spiders.source import SourceSpider, limits_of, part_of
from monitor.bundle import BundlePart, pack
from monitor.errors import ExtractionError
from monitor.extract.entries import Entry
from monitor.extract.series import is_known, list_entries, next_address
from monitor.ports import Fetched, FetchFailed, FetchResult
from monitor.source import Source

# On the first check old entries are no news; a few are fetched to prove that they can be read.
_FIRST_FOLLOWED = 5
_MOST_FOLLOWED = 30
_MOST_BYTES = 20 * 1024 * 1024


class EntriesSpider(SourceSpider):
    """Follows a list's pages, and each entry that is not stored yet."""

    async def capture(self, response: Response, source: Source, now: datetime) -> FetchResult:
        """Return the list's pages and the new entries' own pages as one snapshot."""
        try:
            packed = await self._gather(part_of(response), source)
        except Exception as error:  # noqa: BLE001 - a page of the list failed: the next check tries again
            return FetchFailed(source, self.failure(source, error, response.url))
        return Fetched(source, snapshot_of(source, response, now, packed))

    async def _gather(self, first: BundlePart, source: Source) -> BundlePart:
        """Return all responses of this check; for a list that cannot be read, only its pages."""
        known = self.known_keys(source.id)
        lists = [first]
        try:
            while address := _next_address(lists, source, known):
                lists.append(part_of(await self.fetch(address, source)))
        except ExtractionError:
            # The tracker reads it again and records what is wrong.
            return pack(lists)
        return pack([*lists, *await self._follow(lists, source, known)])

    async def fetch(self, address: str, source: Source, **given: Any) -> Response:
        """Fetch one more response; raise the download's errors, and FetchRefused for a status but 200."""
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the crawl has not begun")
        meta = {**limits_of(source), **self.meta(source, address)}
        headers = {"Accept": self.accept, **given.pop("headers", {})}
        request = Request(address, headers=headers, meta=meta, dont_filter=True, **given)
        response = await engine.download_async(request)
        if response.status != 200:
            detail = f"the server answered {response.status} to {address}"
            raise FetchRefused(f"http-{response.status}", detail)
        return response

    async def _follow(
        self, lists: Sequence[BundlePart], source: Source, known: frozenset[str]
    ) -> list[BundlePart]:
        found = [entry for part in lists for entry in _entries(part, source)]
        fresh = {entry.more: entry for entry in found if entry.more and not is_known(entry, known)}
        most = _MOST_FOLLOWED if known else _FIRST_FOLLOWED
        parts: list[BundlePart] = []
        for entry in list(fresh.values())[:most]:
            if sum(len(part.body) for part in [*lists, *parts]) > _MOST_BYTES:
                break
            if part := await self._own(entry, source):
                parts.append(part)
        return parts

    async def _own(self, entry: Entry, source: Source) -> BundlePart | None:
        """Fetch an entry's own response; None when that failed: the list still names the entry."""
        try:
            return part_of(await self.fetch(entry.more, source), entry.more)
        except Exception as error:  # noqa: BLE001 - the list still names the entry
            self.logger.info("entry not read: %s", type(error).__name__)
            return None


def _entries(part: BundlePart, source: Source) -> tuple[Entry, ...]:
    try:
        with bound_contextvars(source=source.id):
            return list_entries(part, source)
    except Exception:  # noqa: BLE001 - a list that cannot be read has no more entries
        return ()


def _next_address(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> str:
    """Call `next_address`; any error becomes ExtractionError: the tracker meets the same error."""
    try:
        with bound_contextvars(source=source.id):
            return next_address(lists, source, known)
    except Exception as error:
        raise ExtractionError("internal", "the list cannot be read") from error
