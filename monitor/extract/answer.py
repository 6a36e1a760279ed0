"""Read an API response (JSON or XML) into its entries and the address of the next page."""

import html
import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jmespath
from lxml import etree

from monitor.bundle import BundlePart
from monitor.dates import moment
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.entries import MAX_ENTRIES, Entry, blocks_of, identity, plain
from monitor.model import Block, BlockKind
from monitor.parsing import Unreadable
from monitor.parsing.json import read_json
from monitor.parsing.numbers import read_whole
from monitor.parsing.urls import join_url, split_url
from monitor.source import Api
from monitor.text import clean

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MESSAGES = ("error", "errors", "message", "detail", "title")


def first_address(url: str, api: Api, now: datetime) -> str:
    """Return the address of the first request, with the declared parameters."""
    params = list(api.params)
    if api.since:
        day = now - timedelta(days=api.since.days)
        params.append((api.since.param, day.strftime(api.since.format)))
    if api.page:
        params.append((api.page.param, str(api.page.first)))
    return with_params(url, params)


def with_params(url: str, params: Sequence[tuple[str, str]]) -> str:
    """Return the address with the parameters appended."""
    if not params:
        return url
    joint = "&" if split_url(url).query else "?"
    return f"{url}{joint}{urlencode(params, safe='[]')}"


def read_answer(part: BundlePart) -> Any:
    """Return the response's data; ExtractionError when it is neither JSON nor XML."""
    body = part.body.lstrip(b"\xef\xbb\xbf \r\n\t")
    if body.startswith(b"<"):
        return _xml(decode(part.body, f"{part.content_type}; charset=utf-8"))
    data = read_json(decode(part.body, f"{part.content_type}; charset=utf-8"))
    if isinstance(data, Unreadable):
        raise ExtractionError("not-json", f"the answer {data.reason}")
    return data


def entries_in(part: BundlePart, api: Api) -> tuple[Entry, ...]:
    """Return the entries in order; ExtractionError for an error sent as a normal response."""
    items = items_in(part, api)[:MAX_ENTRIES]
    for name, path in (("id", api.id), ("title", api.title)):
        if items and not any(has_field(item, path) for item in items):
            raise ExtractionError("api-shape", f"no entry of the answer has {name} at {path!r}")
    entries = (_entry(item, api, part.url) for item in items)
    # An entry that two pages repeat counts once; different entries may share an id.
    return tuple(dict.fromkeys(entry for entry in entries if entry.id))


def rows_in(part: BundlePart, api: Api) -> tuple[str, ...]:
    """Return the response's entries as rows of one table."""
    fields = (api.title, *api.text)
    return tuple(_row(item, fields) for item in items_in(part, api))


def details_in(part: BundlePart, api: Api) -> tuple[Block, ...]:
    """Return the blocks of an entry's own response: a row for each item, or the text of one item."""
    if api.detail is None:
        return ()
    fields = api.detail.text
    found = _at(read_answer(part), api.detail.items)
    if not isinstance(found, list):
        return blocks_of(tuple(_words(_at(found, path)) for path in fields))
    rows = (_row(item, fields) for item in found[:MAX_ENTRIES])
    return tuple(Block((), row, BlockKind.ROW) for row in rows if row)


def next_answer(lists: Sequence[BundlePart], api: Api) -> str:
    """Return the address of the page after those already read, or ''; never on another host."""
    if api.next:
        found = _at(read_answer(lists[-1]), api.next)
        address = join_url(lists[-1].url, found) if isinstance(found, str) and found else ""
        return address if split_url(address).netloc == split_url(lists[0].url).netloc else ""
    if api.page is None:
        return ""
    number = _page_number(lists, api)
    return _paged(lists[0].url, api.page.param, number) if number is not None else ""


def is_oldest_first(first: BundlePart, api: Api) -> bool:
    """Return whether the response starts with the oldest entry, whatever order was requested."""
    if api.page is None or not api.page.count:
        return False
    entries = entries_in(first, api)
    dates = [entry.published_at for entry in entries if entry.published_at]
    return len(dates) > 1 and dates[0] < dates[-1] and _pages(first, api) > 1


def value_at(part: BundlePart, path: str) -> str:
    """Return one value of a response as text; '' if there is none."""
    found = _at(read_answer(part), path)
    return "" if found is None else str(found)


def _page_number(lists: Sequence[BundlePart], api: Api) -> int | None:
    if api.page is None:
        return None
    done = len(lists)
    if not is_oldest_first(lists[0], api):
        return api.page.first + done if entries_in(lists[-1], api) else None
    number = api.page.first + _pages(lists[0], api) - done
    return number if number > api.page.first else None


def _pages(first: BundlePart, api: Api) -> int:
    if api.page is None or not api.page.size:
        return 1
    total = _at(read_answer(first), api.page.count)
    count = read_whole(total)
    return -(-count // api.page.size) if isinstance(count, int) else 0


def _paged(url: str, param: str, number: int) -> str:
    parts = split_url(url)
    kept = [pair for pair in parts.query.split("&") if not pair.startswith(f"{param}=")]
    return parts._replace(query="&".join([*filter(None, kept), f"{param}={number}"])).geturl()


def items_in(part: BundlePart, api: Api) -> list[Any]:
    """Return the response's entries as raw data."""
    data = read_answer(part)
    found = _at(data, api.entries)
    if isinstance(found, list):
        return found
    if found is None and api.count and _at(data, api.count) == 0:
        return []
    if message := _message(data):
        raise ExtractionError("api-error", f"the answer holds no entries: {message}")
    raise ExtractionError("api-shape", f"the answer holds no list of entries at {api.entries!r}")


def has_field(item: Any, path: str) -> bool:
    """Return whether an entry has that field; its value may be null."""
    if _at(item, path) is not None:
        return True
    parent, _, name = path.rpartition(".")
    holder = _at(item, parent) if parent else item
    return isinstance(holder, dict) and name.strip('"') in holder


def _entry(item: Any, api: Api, url: str) -> Entry:
    own_id = _words(_at(item, api.id))
    title = plain(_words(_at(item, api.title)))
    markup = tuple(words for path in api.text if (words := _words(_at(item, path))))
    link = _words(_at(item, api.link)) if api.link else ""
    more = _words(_at(item, api.detail.link)) if api.detail else ""
    return Entry(
        id=identity(own_id, link, title, *markup),
        title=title or ("" if markup else own_id),
        url=join_url(url, link) or url,
        published_at=moment(_words(_at(item, api.date)), api.date_order) if api.date else None,
        markup=markup,
        more=join_url(url, more) if more else "",
    )


def _row(item: Any, paths: Sequence[str]) -> str:
    cells = (plain(_words(_at(item, path))) for path in paths)
    return " | ".join(cell for cell in cells if cell)


def _words(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(words for part in value if (words := _words(part)))
    return str(value)


def _message(data: Any) -> str:
    messages = (
        [data.get(name) for name in _MESSAGES if data.get(name)] if isinstance(data, dict) else []
    )
    words = json.dumps(messages[0], ensure_ascii=False) if messages else ""
    return clean(html.unescape(words))[:200]


def _at(data: Any, path: str) -> Any:
    try:
        return _compiled(path).search(data)
    except Exception:  # noqa: BLE001 - JMESPath functions raise many error types on foreign data
        return None


@cache
def _compiled(path: str) -> Any:
    return jmespath.compile(path)


def _xml(text: str) -> Any:
    body = _DECLARATION.sub("", text).encode(errors="replace")
    # No entities, no network, no unbounded depth: a hostile response must do no harm.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        return _tree(etree.fromstring(body, parser))
    except etree.XMLSyntaxError as error:
        raise ExtractionError("malformed-xml", "the answer is no well-formed XML") from error


def _tree(element: etree._Element) -> Any:
    """Return a leaf's text, or a dict of children by name; containers are always in lists."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return (element.text or "").strip()
    found: dict[str, list[Any]] = {}
    leaves = set()
    for child in children:
        name = etree.QName(child).localname
        found.setdefault(name, []).append(_tree(child))
        if len(child) == 0:
            leaves.add(name)
    return {
        name: values[0] if len(values) == 1 and name in leaves else values
        for name, values in found.items()
    }
