"""The web part, listening, over a small world: a page with two versions, a feed, a hostile page."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from forewarn.web_server import WebServer
from forewarn.wiring import AppContext
from tests.doubles.smtp import free_port
from tests.lab import Lab, page, publish

HOSTILE = "<script>alert(1)</script> {{7*7}} <img src=x onerror=alert(2)> must be registered"
OPERATOR = 77
KEY = "a-read-key-of-32-characters-here"
RULES = ("Every brand must be registered.", "Fees are 5 percent.", "Parcels are sent in 3 days.")
CHANGED = (
    "Every brand must be registered from 1 March 2027, or the shop is suspended.",
    "Fees are 8 percent.",
    "Parcels are sent in 3 days.",
    "锂电池必须通过 UN 38.3 测试，否则商品将被下架。",
)


@asynccontextmanager
async def listening(lab: Lab, **environ: str) -> AsyncIterator[AppContext]:
    """A listening web part; pages are made anew each time they are asked for."""
    async with serving(lab, 0, **environ) as opened:
        yield opened


@asynccontextmanager
async def serving(lab: Lab, fresh_for: float, **environ: str) -> AsyncIterator[AppContext]:
    """The same, where public pages are kept for so many seconds."""
    lab.watch("ring-rules", topics=["jewellery"], jurisdiction="US")
    lab.watch("hostile-rules", category="product-safety", title="<b>Hostile</b> rules")
    place = f"127.0.0.1:{free_port()}"
    with lab.context(
        FOREWARN_WEB_BIND=place,
        FOREWARN_PUBLIC_URL=f"http://{place}",
        FOREWARN_ADMIN_CHAT_IDS=str(OPERATOR),
        **environ,
    ) as opened:
        server = WebServer(opened, None, fresh_for=fresh_for)
        task = asyncio.create_task(server.serve())
        await server.listens()
        yield opened
        server.stop()
        await task


@pytest.fixture
async def context(lab: Lab) -> AsyncIterator[AppContext]:
    async with listening(lab) as opened:
        yield opened


@pytest.fixture
async def keyed(lab: Lab) -> AsyncIterator["Visitor"]:
    """A visitor of a site whose API needs a key."""
    async with listening(lab, FOREWARN_READ_KEYS=f"{KEY},another-key-of-32-characters") as opened:
        yield Visitor(opened.settings.public_url)


@pytest.fixture
def world(context: AppContext) -> AppContext:
    """Two sources that changed once each, a day ago and now."""
    now = datetime.now(UTC)
    ring, hostile = context.sources["ring-rules"], context.sources["hostile-rules"]
    publish(context, ring, page(*RULES), now - timedelta(days=2))
    publish(context, ring, page(*CHANGED), now - timedelta(days=1))
    publish(context, hostile, page("Toys are safe.", *RULES), now - timedelta(days=1))
    shown = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    publish(context, hostile, page(shown, *RULES), now)
    return context


class Visitor:
    """Asks for addresses of the site, as `curl` would."""

    def __init__(self, base: str) -> None:
        self.base = base

    async def get(self, path: str, **headers: str) -> "Answer":
        return await self.ask("GET", path, headers=headers)

    async def ask(self, method: str, path: str, **more: object) -> "Answer":
        address = path if path.startswith("http") else self.base + path
        async with (
            aiohttp.ClientSession() as client,
            client.request(method, address, allow_redirects=False, **more) as answer,  # type: ignore[arg-type]
        ):
            cookies = answer.headers.getall("set-cookie", [])
            return Answer(answer.status, await answer.read(), dict(answer.headers), cookies)


class Answer:
    """What came back."""

    def __init__(
        self, status: int, body: bytes, headers: dict[str, str], cookies: Sequence[str] = ()
    ) -> None:
        self.status, self.body, self.cookies = status, body, cookies
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture
def visitor(context: AppContext) -> Visitor:
    return Visitor(context.settings.public_url)
