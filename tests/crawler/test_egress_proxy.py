"""The browser's way out: what is dialled is what was checked, and nothing of ours is reached."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from crawler import egress_proxy
from crawler.egress_proxy import EgressProxy
from forewarn.demo.site import Site
from tests.lab import PATIENCE


class Canary:
    """A server inside; nobody should ever connect to it."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0

    async def open(self) -> asyncio.Server:
        async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            writer.close()

        server = await asyncio.start_server(count, "127.0.0.1", 8080)
        self.port = 8080
        return server


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    kept = Canary()
    try:
        server = await kept.open()
    except OSError:
        pytest.skip("port 8080 is taken on this machine")
    yield kept
    server.close()


@pytest.fixture
def proxy() -> Iterator[EgressProxy]:
    with EgressProxy() as running:
        yield running


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0177.0.0.1", "0x7f000001", "0", "[::1]", "[::ffff:127.0.0.1]",
     "169.254.169.254", "10.0.0.1", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"],
)  # fmt: skip
async def test_no_spelling_of_an_inner_address_is_dialled(
    proxy: EgressProxy, canary: Canary, host: str
) -> None:
    async with aiohttp.ClientSession() as client:
        async with client.get(f"http://{host}:8080/", proxy=proxy.address) as answer:
            assert answer.status == 403
        with pytest.raises(aiohttp.ClientHttpProxyError):
            await client.get(f"https://{host}:8080/", proxy=proxy.address)

    assert canary.connections == 0


async def test_a_name_that_changes_its_answer_finds_no_window(canary: Canary) -> None:
    """The first answer is public, every later one is ours: what was checked is what is dialled."""
    answers = [["192.0.2.1"], ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    with EgressProxy(resolve) as proxy:
        async with aiohttp.ClientSession() as client:
            for _ in range(3):
                async with client.get(
                    "http://rebind.example.org:8080/", proxy=proxy.address
                ) as answer:
                    assert answer.status == 403

    assert canary.connections == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"GET\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"CONNECT x:y HTTP/1.1\r\n\r\n",
        b"CONNECT example.org:25 HTTP/1.1\r\n\r\n",
    ],
)
async def test_nonsense_and_other_ports_are_refused(proxy: EgressProxy, sent: bytes) -> None:
    host, port = proxy.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)

    assert (await asyncio.wait_for(reader.read(), PATIENCE)).startswith(b"HTTP/1.1 403")
    writer.close()


async def test_what_is_public_is_passed_on(
    proxy: EgressProxy, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With this machine taken for the open internet: an address with its query, and a tunnel."""
    port = int(site.url.rpartition(":")[2])
    monkeypatch.setattr(egress_proxy, "is_public", lambda address: True)
    monkeypatch.setattr(egress_proxy, "_PORTS", frozenset({port}))
    site.put("/rules", "Sellers must keep each invoice.")
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{site.url}/rules?page=2", proxy=proxy.address) as answer,
    ):
        assert "each invoice" in await answer.text()
    assert [request.path for request in site.requests] == ["/rules?page=2"]

    host, own = proxy.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(own))
    writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.write(b"GET /rules HTTP/1.0\r\n\r\n")
    assert b"each invoice" in await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
