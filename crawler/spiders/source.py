"""The base of all spiders: one conditional request for each address, one snapshot from it."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import browser
from crawler.fetch_errors import FetchRefused, explain
from crawler.fetch_results import failure_of, snapshot_of
from monitor.bundle import BundlePart
from monitor.check_reason import CheckReason
from monitor.model import FetchFailure, Validators
from monitor.ports import Fetched, FetchFailed, FetchResult, NotModified
from monitor.source import Kind, Render, Source

_NOT_MODIFIED = 304
# Requests of one host that Scrapy holds, each 2 kB: one in flight, one next.
_AHEAD = 2
KnownKeys = Callable[[str], frozenset[str]]


class SourceSpider(Spider):
    """Fetches its sources. `accept`: the content types that the kind can read."""

    accept: str

    def __init__(
        self,
        *args: Any,
        sources: Sequence[Source] = (),
        validators: Mapping[str, Validators] | None = None,
        known_keys: KnownKeys = lambda _: frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._hosts = _by_host(sources)
        self._validators = validators or {}
        self.known_keys = known_keys

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests of each host; the others follow as these complete."""
        for host in self._hosts:
            for _ in range(_AHEAD):
                if request := self._next(host):
                    yield request

    def _next(self, host: str) -> Request | None:
        """Return a host's next request, if any; sources that share an address share the response."""
        sources = next(self._hosts[host], None)
        if sources is None:
            return None
        return self.first_request(
            sources[0],
            headers={"Accept": self.accept, **self._conditions(sources)},
            callback=self.parse,
            errback=self.missed,
            cb_kwargs={"sources": sources},
            meta={**limits_of(*sources), **self.meta(sources[0], sources[0].url)},
            dont_filter=True,
        )

    def first_request(self, source: Source, **given: Any) -> Request:
        """Return the first request of a source."""
        return Request(source.url, **given)

    def meta(self, source: Source, address: str) -> dict[str, Any]:
        """Return more meta for a source's request to an address."""
        del address
        if source.render is Render.BROWSER:
            return browser.meta(source.select or source.listing.entry)
        return {}

    async def parse(
        self, response: Response, sources: tuple[Source, ...]
    ) -> AsyncIterator[FetchResult | Request]:
        """Yield the results of a response, one for each source of its address, and the next request."""
        now = datetime.now(UTC)
        if request := self._next(sources[0].host):
            yield request
        for source in sources:
            if response.status == _NOT_MODIFIED and source.id in self._validators:
                yield NotModified(source)
            elif response.status >= 300:
                detail = f"the server answered {response.status}"
                reason = CheckReason(f"http-{response.status}", detail)
                yield FetchFailed(source, failure_of(source, now, reason))
            else:
                yield await self.capture(response, source, now)

    async def capture(self, response: Response, source: Source, now: datetime) -> FetchResult:
        """Return the result of one source; kinds with several responses fetch the others here."""
        return Fetched(source, snapshot_of(source, response, now))

    def missed(self, failure: Failure) -> Iterator[FetchFailed | Request]:
        """Yield the failures of a request that got no response, and the next request."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value or Exception("a failure without a cause")
        sources = request.cb_kwargs["sources"]
        if following := self._next(sources[0].host):
            yield following
        for source in sources:
            yield FetchFailed(source, self.failure(source, error, request.url))

    @staticmethod
    def failure(source: Source, error: BaseException, url: str) -> FetchFailure:
        """Return the failure for an error."""
        reason = explain(error, url)
        retry_at = error.retry_at if isinstance(error, FetchRefused) else None
        return failure_of(source, datetime.now(UTC), reason, retry_at)

    def _conditions(self, sources: tuple[Source, ...]) -> dict[str, str]:
        """Return the stored ETag and Last-Modified as conditions, verbatim (RFC 9110, section 13.1).

        One response serves all sources of an address, so all must have the same snapshot.
        """
        known = {self._validators.get(source.id, Validators()) for source in sources}
        if len(known) != 1:
            return {}
        validators = known.pop()
        conditions = {
            "If-None-Match": validators.etag,
            "If-Modified-Since": validators.last_modified,
        }
        return {name: value for name, value in conditions.items() if value}


def limits_of(*sources: Source) -> dict[str, Any]:
    """Return the meta that limits a request of sources that share it; the size is in bytes."""
    largest = max(source.max_mb for source in sources)
    return {"quota": sources[0].quota, "download_maxsize": largest * 1024 * 1024}


def part_of(response: Response, url: str = "") -> BundlePart:
    """Return a response as a part of a bundle; `url`: the requested address, if that names the part."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
    return BundlePart(url=url or response.url, content_type=content_type, body=response.body)


def _by_host(sources: Iterable[Source]) -> dict[str, Iterator[tuple[Source, ...]]]:
    """Return the sources of each address, by host."""
    hosts: dict[str, list[tuple[Source, ...]]] = {}
    for _, twins in groupby(sorted(sources, key=_address), key=_address):
        group = tuple(twins)
        hosts.setdefault(group[0].host, []).append(group)
    return {host: iter(groups) for host, groups in hosts.items()}


def _address(source: Source) -> str:
    """Return the key of sources that share a response; several responses are never shared."""
    is_single = source.kind in {Kind.PAGE, Kind.FEED, Kind.PDF}
    return source.url if is_single else f"{source.url} {source.id}"
