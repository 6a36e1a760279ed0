"""What every spider does: one conditional request for each source, one capture back."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.refusals import Refused, explain
from monitor.model import FetchFailure, Snapshot, Source, Validators
from monitor.text import sha256

_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304."""

    source: Source
    at: datetime


@dataclass(frozen=True, slots=True)
class Captured:
    """The server sent something."""

    source: Source
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing usable came."""

    source: Source
    failure: FetchFailure


class SourceSpider(Spider):
    """Fetches its sources. `accept`: the content types that the kind can read."""

    accept: str

    def __init__(
        self,
        *args: Any,
        sources: Sequence[Source] = (),
        validators: Mapping[str, Validators] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sources = sources
        self._validators = validators or {}

    async def start(self) -> AsyncIterator[Request]:
        """One request for each source."""
        for source in self._sources:
            yield Request(
                source.url,
                headers={"Accept": self.accept, **self._conditions(source)},
                callback=self.parse,
                errback=self.missed,
                cb_kwargs={"source": source},
                # Two sources may share an address; each is owed its outcome.
                dont_filter=True,
            )

    def parse(
        self, response: Response, source: Source
    ) -> Iterator[Captured | NotModified | Missed]:
        """The capture that an answer makes."""
        now = datetime.now(UTC)
        if response.status == _NOT_MODIFIED and source.id in self._validators:
            yield NotModified(source, now)
        elif response.status >= 300:
            detail = f"the server answered {response.status}"
            yield Missed(source, _failure(source, now, f"http-{response.status}", detail))
        else:
            yield Captured(source, _snapshot(source, response, now))

    def missed(self, failure: Failure) -> Iterator[Missed]:
        """The failure of a request that came to nothing."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        source: Source = request.cb_kwargs["source"]
        error = failure.value or Exception("a failure without a cause")
        reason, detail = explain(error, request.url)
        retry_at = error.retry_at if isinstance(error, Refused) else None
        yield Missed(source, _failure(source, datetime.now(UTC), reason, detail, retry_at))

    def _conditions(self, source: Source) -> dict[str, str]:
        """ETag and Last-Modified go back verbatim (RFC 9110, section 13.1)."""
        known = self._validators.get(source.id, Validators())
        conditions = {
            "If-None-Match": known.etag,
            "If-Modified-Since": known.last_modified,
        }
        return {name: value for name, value in conditions.items() if value}


def _snapshot(source: Source, response: Response, now: datetime) -> Snapshot:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
        if name.lower() != b"set-cookie"
    )
    return Snapshot(
        source_id=source.id,
        url=response.url,
        fetched_at=now,
        status=response.status,
        headers=headers,
        body=response.body,
        sha256=sha256(response.body),
        validators=Validators(
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        ),
    )


def _failure(
    source: Source,
    now: datetime,
    reason: str,
    detail: str,
    retry_at: datetime | None = None,
) -> FetchFailure:
    return FetchFailure(
        source_id=source.id,
        failed_at=now,
        reason=reason,
        detail=detail,
        retry_at=retry_at,
    )


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
