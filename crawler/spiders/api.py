"""Fetch APIs that return JSON or XML."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.spiders.entries import EntriesSpider
from crawler.spiders.source import part_of
from monitor.extract.answer import first_address, value_at
from monitor.model import Validators
from monitor.parsing.urls import split_url
from monitor.ports import Fetched, FetchFailed, FetchResult, NotModified
from monitor.source import Api, Source

# Marks a check's value among a source's validators; it is never sent to a server.
_CHECKED = "check:"


class ApiSpider(EntriesSpider):
    """Fetches APIs. A key is sent to the source's own host only, and follows no redirect."""

    name = "api"
    accept = "application/json,application/xml;q=0.9,*/*;q=0.5"

    def first_request(self, source: Source, **given: Any) -> Request:
        """Return the request for the small response to check first, or for the first page of entries."""
        api = _api(source)
        if api.check:
            return Request(api.check.url, **given)
        posted = _posted(api)
        key = _key_headers(source, source.url)
        headers = {**given.pop("headers"), **key, **posted.pop("headers")}
        return Request(_address(source), headers=headers, **posted, **given)

    def meta(self, source: Source, address: str) -> dict[str, Any]:
        """Return the meta; robots.txt is about the site's pages, so it does not bind an invited client."""
        is_invited = _api(source).invited and _is_own(source, address)
        return {"is_invited": is_invited, "dont_redirect": bool(_key_headers(source, address))}

    async def capture(self, response: Response, source: Source, now: datetime) -> FetchResult:
        """Return the response with its pages and details, or NotModified when the check says so."""
        check = _api(source).check
        if check is None:
            return await super().capture(response, source, now)
        try:
            value = value_at(part_of(response), check.value)
            mark = _CHECKED + value
            # A check without its value proves nothing, so everything is fetched.
            if value and mark == self._validators.get(source.id, Validators()).etag:
                return NotModified(source)
            first = await self.fetch(_address(source), source)
        except Exception as error:  # noqa: BLE001 - any failed download fails this source alone
            return FetchFailed(source, self.failure(source, error, response.url))
        return _marked(await super().capture(first, source, now), mark)

    async def fetch(self, address: str, source: Source, **given: Any) -> Response:
        """Fetch one more response, with the key if there is one and the address is the source's own."""
        headers = {**_key_headers(source, address), **given.pop("headers", {})}
        return await super().fetch(address, source, headers=headers, **given)

    def _conditions(self, sources: tuple[Source, ...]) -> dict[str, str]:
        """Return no conditions for a check: the validators belong to the large response."""
        return {} if _api(sources[0]).check else super()._conditions(sources)


def _api(source: Source) -> Api:
    if source.api is None:
        raise LookupError(f"{source.id} declares no api")
    return source.api


def _address(source: Source) -> str:
    return first_address(source.url, _api(source), datetime.now(UTC))


def _posted(api: Api) -> dict[str, Any]:
    if api.body is None:
        return {"headers": {}}
    return {
        "method": "POST",
        "body": json.dumps(api.body),
        "headers": {"Content-Type": "application/json"},
    }


def _is_own(source: Source, address: str) -> bool:
    """Return whether an address is on the source's own host: a response may link elsewhere."""
    return split_url(address).netloc == source.host


def _key_headers(source: Source, address: str) -> dict[str, str]:
    """Return the header with the key for the source's own host, if the environment holds a key."""
    declared = _api(source).key
    key = os.environ.get(declared.env, "") if declared and _is_own(source, address) else ""
    return {declared.header: f"{declared.prefix}{key}"} if declared and key else {}


def _marked(item: FetchResult, mark: str) -> FetchResult:
    if not isinstance(item, Fetched):
        return item
    validators = replace(item.snapshot.validators, etag=mark)
    return replace(item, snapshot=replace(item.snapshot, validators=validators))
