"""Whatever stands in a part of a request, the answer is never a fault of ours; on both databases."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import parse

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.language import Language
from runtime.clock import now
from tests.lab import page, publish
from tests.web.conftest import RULES, listening
from web import guard

PAGES = (
    "/", "/changes", "/changes/{}", "/changes/{}.txt", "/calendar", "/calendar.ics", "/events", "/events/{}",
    "/sources", "/sources/{}", "/sources/ring-rules/compare", "/sources/ring-rules/sections",
    "/sources/ring-rules/captures/{}", "/sources/ring-rules/versions/{}", "/sources/ring-rules/versions/{}/evidence",
    "/search", "/charts", "/feeds", "/feeds/all.atom", "/feeds/categories/{}.atom", "/feeds/topics/{}.atom",
    "/feeds/sources/{}.atom", "/export/changes.{}", "/export/changes.csv", "/export/changes.jsonl",
    "/static/{}", "/static/style.css", "/unsubscribe/{}", "/confirm/{}", "/subscriptions/{}", "/sign-in/{}",
    "/operator", "/operator/sources/{}", "/{}", "/healthz", "/readyz", "/metrics",
    "/api/v1/sources", "/api/v1/sources/{}", "/api/v1/sources/ring-rules/versions",
    "/api/v1/sources/ring-rules/versions/{}", "/api/v1/changes", "/api/v1/changes/{}", "/api/v1/events",
    "/api/v1/events/{}", "/api/v1/search", "/api/v1/{}",
)  # fmt: skip
PARAMETERS = (
    "q", "source", "jurisdiction", "category", "topic", "severity", "since", "until", "before", "lang", "view",
    "from", "to", "state", "limit", "cursor", "saved", "unknown",
)  # fmt: skip
_FILTERS = (
    b"source",
    b"jurisdiction",
    b"category",
    b"topic",
    b"severity",
    b"since",
    b"until",
    b"q",
)
READ = (
    (b"/changes", *_FILTERS), (b"/changes", b"before"), (b"/events", b"before"), (b"/sources", *_FILTERS, b"state"),
    (b"/search", b"q"), (b"/search", *_FILTERS), (b"/calendar", *_FILTERS), (b"/export/changes.jsonl", *_FILTERS),
    (b"/sources/ring-rules/compare", b"from"), (b"/sources/ring-rules/compare", b"to"),
    (b"/sources/ring-rules/sections", b"q"), (b"/", b"lang"), (b"/api/v1/search", b"q"),
    *((b"/api/v1/changes", name) for name in (*_FILTERS[:1], *_FILTERS[2:7], b"limit", b"cursor")),
    *((b"/api/v1/" + name, b"cursor") for name in (b"sources", b"events")),
)  # fmt: skip
HEADERS = (
    "Accept-Language", "If-None-Match", "If-Modified-Since", "If-Range", "Range", "Cookie", "Authorization",
    "X-API-Key", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Host", "Sec-Fetch-Site", "Content-Type",
)  # fmt: skip
FIELDS = (
    "add", "quiet", "quiet_passes", "digest", "digest_hour", "digest_empty", "timezone", "language", "severity",
    "want:jewellery", "want:word:lithium", "csrf", "do", "sure", "leave",
)  # fmt: skip
HOSTILE = (
    b"0" * 20 + b"9" * 30, b"9" * 30, b"9" * 5_000, b"-1", b"0", b"1e400", b"NaN", b"1.5", b"+1", b"1_0", b" 1",
    "٣".encode(), "²".encode(), b"\0", b"a\0b", b"%", b"%zz", b"%00", b"%ed%a0%80", b"\xff\xfe", b"\xed\xa0\x80",
    b"0000-01-01", b"0001-01-01", b"9999-12-31", b"9999-12-30", b"10000-01-01", b"2026-W01-1", b"20260101",
    b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2026-01-01T00:00:00+24:00",
    b"[", b"]", b"http://[x", b"[::1", b"a@b:99999", b"\r", b"//", b"..", b"../../etc/passwd", b"?#&=;",
    b"lang=zh; lang=\x01; operator=.", b'operator="', b"=; ;=", b'W/"', b'"', b"*", b"bytes=-", b"bytes=0-" + b"9" * 5_000,
    b"bytes=9-1", b"Thu, 99 Foo 99999 99:99:99", b'for="[', b"'; DROP TABLE changes; --", b'" OR "', b"NEAR(", b"a*",
    b"word:", b"word:\0", b"word:" + b"x" * 300, b"\xe2\x80\x9c\0\0\xe2\x80\x9d", b"24:00-99:99", b"x" * 1_000,
)  # fmt: skip
values = st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=40), st.text(max_size=20).map(lambda t: t.encode("utf-8", "surrogatepass")))  # fmt: skip


@pytest.fixture(params=["lab", "fleet"], ids=["sqlite", "postgresql"])
async def context(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AppContext]:
    for limit in ("_LIMIT", "_COSTLY_LIMIT", "_SIGN_IN_LIMIT"):
        monkeypatch.setattr(guard, limit, parse("1000000/minute"))
    async with listening(request.getfixturevalue(request.param)) as opened:
        ring = opened.sources["ring-rules"]
        publish(opened, ring, page(*RULES))
        publish(opened, ring, page(*RULES, "Rings must be registered from 1 March 2027."))
        yield opened


async def status(context: AppContext, request: bytes) -> int:
    """The status of the answer to these bytes."""
    place = urlsplit(context.settings.public_url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request)
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


def request_of(path: bytes, headers: bytes, method: bytes = b"GET", body: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return (
        b"%s %s HTTP/1.1\r\nConnection: close\r\n" % (method, path)
        + length
        + headers
        + b"\r\n"
        + body
    )


def coded(value: bytes) -> bytes:
    return quote_from_bytes(value, safe="").encode()


def headers_of(chosen: dict[str, bytes]) -> bytes:
    """Header lines; a Host is always there, and no value ends its line."""
    lines = {"Host": b"site"} | chosen
    bad = bytes.maketrans(b"\r\n\0", b"   ")
    return b"".join(b"%s: %s\r\n" % (n.encode(), v.translate(bad)) for n, v in lines.items())


def hostile(examples: int) -> settings:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=checks
    )


@hostile(150)
@given(
    path=st.sampled_from(PAGES),
    value=values,
    query=st.dictionaries(st.sampled_from(PARAMETERS), values, max_size=3),
)
async def test_no_address_is_a_fault(
    context: AppContext, path: str, value: bytes, query: dict[str, bytes]
) -> None:
    parameters = b"&".join(b"%s=%s" % (n.encode(), coded(v)) for n, v in query.items())
    address = path.encode().replace(b"{}", coded(value)) + b"?" + parameters
    assert await status(context, request_of(address, headers_of({}))) < 500, address


async def test_each_value_in_each_place_is_no_fault(context: AppContext) -> None:
    """What chance seldom joins: every value in every path, and in every parameter that is read."""
    paths = [path.encode() for path in PAGES if "{}" in path]
    addresses = [path.replace(b"{}", coded(value)) for path in paths for value in HOSTILE]
    addresses += [
        path + b"?" + b"&".join(name + b"=" + coded(value) for name in names)
        for path, *names in READ
        for value in HOSTILE
    ]
    faults = [a for a in addresses if await status(context, request_of(a, headers_of({}))) >= 500]
    assert faults == []


@hostile(100)
@given(
    path=st.sampled_from(PAGES),
    headers=st.dictionaries(st.sampled_from(HEADERS), values, max_size=3),
)
async def test_no_header_is_a_fault(
    context: AppContext, path: str, headers: dict[str, bytes]
) -> None:
    request = request_of(path.encode().replace(b"{}", b"1"), headers_of(headers))
    assert await status(context, request) < 500, request


@hostile(150)
@given(form=st.dictionaries(st.one_of(st.sampled_from(FIELDS).map(str.encode), values), values))
async def test_no_form_is_a_fault(context: AppContext, form: dict[bytes, bytes]) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "word:lithium", Frequency.INSTANT)
    path = urlsplit(choices_link(context, subscriber)).path.encode()
    body = b"&".join(coded(n) + b"=" + coded(v) for n, v in form.items())
    for address in (path, b"/operator/sources/ring-rules/decide", b"/sign-out", b"/sign-in/x"):
        request = request_of(address, headers_of({}), b"POST", body)
        assert await status(context, request) < 500, body
