"""APIs that answer JSON or XML."""

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

# Marks the value of a check among a source's validators; it never goes to a server.
_CHECKED = "check:"


class ApiSpider(EntriesSpider):
    """Asks APIs. A key goes to the source's own host and follows no redirect."""

    name = "api"
    accept = "application/json,application/xml;q=0.9,*/*;q=0.5"

    def first_request(self, source: Source, **given: Any) -> Request:
        """The small answer that is checked first, or the first page of entries."""
        api = _api(source)
        if api.check:
            return Request(api.check.url, **given)
        posted = _posted(api)
        key = _key_headers(source, source.url)
        headers = {**given.pop("headers"), **key, **posted.pop("headers")}
        return Request(_address(source), headers=headers, **posted, **given)

    def meta(self, source: Source, address: str) -> dict[str, Any]:
        """An invited client is no crawler: robots.txt speaks of the site's pages."""
        is_invited = _api(source).invited and _is_own(source, address)
        return {"is_invited": is_invited, "dont_redirect": bool(_key_headers(source, address))}

    async def capture(self, response: Response, source: Source, now: datetime) -> FetchResult:
        """The answer with its pages and details; or not modified, as the check has it."""
        check = _api(source).check
        if check is None:
            return await super().capture(response, source, now)
        try:
            value = value_at(part_of(response), check.value)
            mark = _CHECKED + value
            # A check without its value tells nothing: all is read.
            if value and mark == self._validators.get(source.id, Validators()).etag:
                return NotModified(source)
            first = await self.fetch(_address(source), source)
        except Exception as error:  # noqa: BLE001 - any failed download fails this source alone
            return FetchFailed(source, self.failure(source, error, response.url))
        return _marked(await super().capture(first, source, now), mark)

    async def fetch(self, address: str, source: Source, **given: Any) -> Response:
        """One more answer, with the key if there is one and the address is the source's own."""
        headers = {**_key_headers(source, address), **given.pop("headers", {})}
        return await super().fetch(address, source, headers=headers, **given)

    def _conditions(self, sources: tuple[Source, ...]) -> dict[str, str]:
        """What is known belongs to the large answer, not to the small one."""
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
    """Whether an address is on the source's own host: an answer may lead elsewhere."""
    return split_url(address).netloc == source.host


def _key_headers(source: Source, address: str) -> dict[str, str]:
    """The header that carries the key to the source's own host, when the environment holds one."""
    declared = _api(source).key
    key = os.environ.get(declared.env, "") if declared and _is_own(source, address) else ""
    return {declared.header: f"{declared.prefix}{key}"} if declared and key else {}


def _marked(item: FetchResult, mark: str) -> FetchResult:
    if not isinstance(item, Fetched):
        return item
    validators = replace(item.snapshot.validators, etag=mark)
    return replace(item, snapshot=replace(item.snapshot, validators=validators))
