"""Rate limits, posts of other sites, and pages that are made once for many."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from limits import parse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.web.conftest import Visitor
from web import guard
from web.guard import Guard
from web.page_cache import PageCache

Ask = Callable[..., httpx.AsyncClient]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_PACE", parse("5/minute"))
    monkeypatch.setattr(guard, "_COSTLY_PACE", parse("2/minute"))


@pytest.mark.usefixtures("hurried")
async def test_who_asks_too_often_is_told_to_wait(visitor: Visitor):
    answers = [await visitor.get("/changes") for _ in range(6)]
    for_programs = await visitor.get("/api/v1/changes")

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "Too many requests." in answers[-1].text
    assert for_programs.headers["content-type"] == "application/problem+json"
    assert (await visitor.get("/healthz")).status == 200


@pytest.mark.usefixtures("hurried")
async def test_what_is_costly_is_had_less_often(visitor: Visitor):
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


@pytest.mark.usefixtures("hurried")
async def test_a_proxy_on_this_machine_speaks_for_its_clients_and_nobody_else_does():
    application = app(Middleware(Guard, read_keys=()))

    async def statuses(host: str, names: list[str]) -> list[int]:
        async with client(application, host) as asking:
            return [
                (await asking.get("/", headers={"X-Forwarded-For": name})).status_code
                for name in names
            ]

    assert await statuses("127.0.0.1", [f"9.9.9.9, 198.51.100.{n}" for n in range(8)]) == [200] * 8
    assert (await statuses("203.0.113.7", [f"198.51.100.{n}" for n in range(8)]))[5:] == [429] * 3


async def test_a_page_is_made_once_for_all_who_ask_at_the_same_time():
    calls: list[str] = []
    application = app(Middleware(PageCache, fresh_for=60), calls=calls)
    async with client(application) as asking:
        answers = await asyncio.gather(*(asking.get("/changes") for _ in range(20)))

    assert calls == ["/changes"]
    assert len({answer.text for answer in answers}) == 1


async def test_a_page_is_made_anew_after_a_while_and_for_another_language():
    calls: list[str] = []
    now = [0.0]
    application = app(Middleware(PageCache, fresh_for=5, clock=lambda: now[0]), calls=calls)
    async with client(application) as asking:
        for at, language in ((0, "en"), (4, "en"), (4, "zh"), (30, "en")):
            now[0] = at
            await asking.get("/changes", headers={"Accept-Language": language})

    assert len(calls) == 3


async def test_a_page_that_is_a_little_old_is_given_at_once_and_made_anew_meanwhile():
    calls: list[str] = []
    now = [0.0]
    page_cache = PageCache(app(calls=calls), fresh_for=5, clock=lambda: now[0])
    transport = httpx.ASGITransport(app=page_cache)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as asking:
        first = await asking.get("/changes")
        now[0] = 6
        old = await asking.get("/changes")
        await asyncio.gather(*page_cache._renewing.values())
        new = await asking.get("/changes")

    assert old.text == first.text
    assert new.text != first.text
    assert len(calls) == 2


async def test_what_is_personal_is_never_kept():
    calls: list[str] = []
    application = app(Middleware(PageCache, fresh_for=60), calls=calls)
    async with client(application) as asking:
        for path in ("/operator", "/subscriptions/token", "/sign-in/token", "/confirm/token"):
            answers = [await asking.get(path) for _ in range(2)]
            assert "etag" not in answers[0].headers

    assert len(calls) == 8


async def test_the_memory_for_pages_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("web.page_cache._MOST_BYTES", 5_000)
    page_cache = PageCache(app(calls=[]), fresh_for=60)
    transport = httpx.ASGITransport(app=page_cache)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as asking:
        for number in range(40):
            await asking.get(f"/changes?{number}")

    assert len(page_cache._kept) <= 5
    assert page_cache._size <= 5_000
