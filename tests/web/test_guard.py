"""Rate limits, posts of other sites, and pages that are made once for many."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from limits import parse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from delivery.links import sign_in_link
from forewarn.settings import Settings
from forewarn.wiring import AppContext
from monitor.errors import ConfigurationError
from tests.lab import Lab
from tests.web.conftest import OPERATOR, Visitor, listening
from web import guard
from web.guard import Guard
from web.page_cache import PageCache
from web.proxies import Proxies

Ask = Callable[..., httpx.AsyncClient]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_LIMIT", parse("5/minute"))
    monkeypatch.setattr(guard, "_COSTLY_LIMIT", parse("2/minute"))


@pytest.mark.usefixtures("hurried")
async def test_who_asks_too_often_is_told_to_wait(visitor: Visitor) -> None:
    answers = [await visitor.get("/changes") for _ in range(6)]
    for_programs = await visitor.get("/api/v1/changes")

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "Too many requests." in answers[-1].text
    assert for_programs.headers["content-type"] == "application/problem+json"
    assert (await visitor.get("/healthz")).status == 200


@pytest.mark.usefixtures("hurried")
async def test_what_is_costly_is_had_less_often(visitor: Visitor) -> None:
    assert [(await visitor.get("/search?q=x")).status for _ in range(3)] == [200, 200, 429]
    assert (await visitor.get("/changes")).status == 200


def app(*middleware: Middleware, calls: list[str] | None = None) -> Starlette:
    async def show(request: Request) -> PlainTextResponse:
        if calls is not None:
            calls.append(request.url.path)
        await asyncio.sleep(0)
        return PlainTextResponse(f"{len(calls or [])} {request.url.path}" + "x" * 1000)

    return Starlette(routes=[Route("/{rest:path}", show)], middleware=list(middleware))


def client(application: Starlette, host: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://site")


def behind(*trusted: str) -> Starlette:
    """Says who asked, and how."""

    async def show(request: Request) -> PlainTextResponse:
        assert request.client
        return PlainTextResponse(f"{request.client.host} {request.url.scheme}")

    return Starlette(routes=[Route("/", show)], middleware=[Middleware(Proxies, trusted=trusted)])


LOOPBACK = Settings().trusted_proxies
INGRESS = ("10.42.0.0/16", "192.0.2.7", "fd00::/8")


@pytest.mark.parametrize(
    ("trusted", "peer", "named", "client_of"),
    [
        (LOOPBACK, "127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
        (LOOPBACK, "::1", ["2001:db8::5"], "2001:db8::5"),
        (LOOPBACK, "::ffff:127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
        (LOOPBACK, "198.51.100.1", ["203.0.113.5"], "198.51.100.1"),
        (LOOPBACK, "10.42.0.3", ["203.0.113.5"], "10.42.0.3"),
        (INGRESS, "10.42.0.3", ["203.0.113.5"], "203.0.113.5"),
        (INGRESS, "127.0.0.1", ["203.0.113.5"], "127.0.0.1"),
        # What a client put there itself stands to the left of what the proxies saw.
        (INGRESS, "10.42.0.3", ["9.9.9.9, 203.0.113.5"], "203.0.113.5"),
        (INGRESS, "10.42.0.3", ["9.9.9.9", "203.0.113.5"], "203.0.113.5"),
        (INGRESS, "10.42.0.3", ["9.9.9.9, 203.0.113.5, 192.0.2.7,10.42.9.9"], "203.0.113.5"),
        (INGRESS, "fd00::3", ["[2001:db8::5]:4711"], "2001:db8::5"),
        (INGRESS, "10.42.0.3", ["203.0.113.5:4711"], "203.0.113.5"),
        # Nothing told, nothing that is an address, or proxies alone: the furthest that is known.
        (INGRESS, "10.42.0.3", [], "10.42.0.3"),
        (INGRESS, "10.42.0.3", ["unknown"], "10.42.0.3"),
        (INGRESS, "10.42.0.3", ["203.0.113.5, unknown, 192.0.2.7"], "192.0.2.7"),
        (INGRESS, "10.42.0.3", [" , ,203.0.113.5, ,"], "203.0.113.5"),
        (INGRESS, "10.42.0.3", ["192.0.2.7, 10.42.1.1"], "192.0.2.7"),
        ((), "127.0.0.1", ["203.0.113.5"], "127.0.0.1"),
    ],
)
async def test_the_nearest_address_that_is_no_proxy_of_ours_is_the_client(
    trusted: tuple[str, ...], peer: str, named: list[str], client_of: str
) -> None:
    async with client(behind(*trusted), peer) as http:
        replies = await http.get("/", headers=[("X-Forwarded-For", name) for name in named])

    assert replies.text == f"{client_of} http"


async def test_the_scheme_is_told_by_a_proxy_of_ours_alone() -> None:
    async def scheme(peer: str, said: str) -> str:
        async with client(behind(*INGRESS), peer) as http:
            replies = await http.get("/", headers={"X-Forwarded-Proto": said})
        return replies.text.rpartition(" ")[2]

    assert await scheme("10.42.0.3", "https") == "https"
    assert await scheme("10.42.0.3", "http, HTTPS") == "https"
    assert await scheme("10.42.0.3", "javascript") == "http"
    assert await scheme("203.0.113.5", "https") == "http"


@pytest.mark.usefixtures("hurried")
async def test_clients_behind_an_ingress_have_a_limit_each() -> None:
    application = app(
        Middleware(Proxies, trusted=INGRESS),
        Middleware(Guard, read_keys=(), find_key=lambda _: None),
    )

    async def statuses(host: str, names: list[str]) -> list[int]:
        async with client(application, host) as http:
            return [
                (await http.get("/", headers={"X-Forwarded-For": name})).status_code
                for name in names
            ]

    assert await statuses("10.42.0.3", [f"9.9.9.9, 198.51.100.{n}" for n in range(8)]) == [200] * 8
    same = await statuses("10.42.0.3", [f"9.9.9.{n}, 198.51.100.77" for n in range(8)])
    assert same[5:] == [429] * 3
    assert (await statuses("203.0.113.7", [f"198.51.100.{n}" for n in range(8)]))[5:] == [429] * 3


async def test_a_proxy_that_is_named_in_the_settings_is_trusted(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_SIGN_IN_LIMIT", parse("1/minute"))
    async with listening(lab, FOREWARN_TRUSTED_PROXIES="10.0.0.0/8, 127.0.0.1") as context:
        visitor = Visitor(context.settings.public_url)
        names = ("203.0.113.1", "203.0.113.2", "203.0.113.2")
        got = [await visitor.get("/sign-in/x", **{"X-Forwarded-For": name}) for name in names]

    assert [answer.status for answer in got] == [410, 410, 429]


async def test_a_cookie_that_came_securely_goes_no_other_way(
    context: AppContext, visitor: Visitor
) -> None:
    for scheme, is_secure in (("https", True), ("http", False)):
        link = sign_in_link(context, OPERATOR, datetime.now(UTC))
        answer = await visitor.ask("POST", link, headers={"X-Forwarded-Proto": scheme})

        assert answer.status == 303
        assert ("Secure" in answer.headers["set-cookie"]) is is_secure


def test_what_is_no_network_is_named() -> None:
    with pytest.raises(ConfigurationError, match="FOREWARN_TRUSTED_PROXIES names"):
        Settings.load({"FOREWARN_TRUSTED_PROXIES": "127.0.0.1,10.0.0/40"}, Path("none.toml"))


async def test_a_page_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    calls: list[str] = []
    application = app(Middleware(PageCache, fresh_for=60), calls=calls)
    async with client(application) as http:
        answers = await asyncio.gather(*(http.get("/changes") for _ in range(20)))

    assert calls == ["/changes"]
    assert len({answer.text for answer in answers}) == 1


async def test_a_page_is_made_anew_after_a_while_and_for_another_language() -> None:
    calls: list[str] = []
    now = [0.0]
    application = app(Middleware(PageCache, fresh_for=5, clock=lambda: now[0]), calls=calls)
    async with client(application) as http:
        for at, language in ((0, "en"), (4, "en"), (4, "zh"), (30, "en")):
            now[0] = at
            await http.get("/changes", headers={"Accept-Language": language})

    assert len(calls) == 3


async def test_a_page_that_is_a_little_old_is_given_at_once_and_made_anew_meanwhile() -> None:
    calls: list[str] = []
    now = [0.0]
    page_cache = PageCache(app(calls=calls), fresh_for=5, clock=lambda: now[0])
    transport = httpx.ASGITransport(app=page_cache)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as http:
        first = await http.get("/changes")
        now[0] = 6
        old = await http.get("/changes")
        await asyncio.gather(*page_cache._renewing.values())
        new = await http.get("/changes")

    assert old.text == first.text
    assert new.text != first.text
    assert len(calls) == 2


async def test_what_is_personal_is_never_kept() -> None:
    calls: list[str] = []
    application = app(Middleware(PageCache, fresh_for=60), calls=calls)
    async with client(application) as http:
        for path in ("/operator", "/subscriptions/t", "/mine/open/t", "/sign-in/t", "/confirm/t"):
            answers = [await http.get(path) for _ in range(2)]
            assert "etag" not in answers[0].headers

    assert len(calls) == 10


async def test_the_memory_for_pages_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.page_cache._MOST_BYTES", 5_000)
    page_cache = PageCache(app(calls=[]), fresh_for=60)
    transport = httpx.ASGITransport(app=page_cache)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as http:
        for number in range(40):
            await http.get(f"/changes?{number}")

    assert len(page_cache._kept) <= 5
    assert page_cache._size <= 5_000
