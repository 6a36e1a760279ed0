"""The browser's only route to the network: a local proxy that connects to public addresses only.

A browser resolves names by itself, and a name can change its address between a check and the
connection. Behind this proxy it resolves nothing: the proxy connects to the address it checked.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from monitor.network import is_public
from monitor.parsing import Unreadable
from monitor.parsing.numbers import read_whole
from monitor.parsing.urls import split_url

_HEAD_BYTES = 65_536
_SECONDS = 30.0
_CHUNK = 65_536
# The ports of web sites; mail servers and databases use others.
_PORTS = frozenset({80, 443, 8080, 8443})

Resolve = Callable[[str, int], Awaitable[list[str]]]


class RefusedError(Exception):
    """An address that the proxy does not connect to."""


class EgressProxy:
    """An HTTP proxy (CONNECT and absolute addresses, RFC 9110 section 9.3.6) in a thread of its own."""

    def __init__(self, resolve: Resolve | None = None) -> None:
        self._resolve = resolve or _resolved
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """The address to set as the browser's proxy."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            try:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS)
                await self._forward(head, reader, writer)
            except (RefusedError, TimeoutError, ValueError):
                writer.write(
                    b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                )
                await writer.drain()
        writer.close()

    async def _forward(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line, _, rest = head.partition(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            there = await self._dial(host.strip("[]"), read_whole(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            parts = split_url(target)
            there = await self._dial(parts.hostname or "", parts.port or 80)
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            # One request a connection: the next may be for another host.
            request = f"{method} {path} HTTP/1.1\r\nConnection: close\r\n".encode("latin-1")
            there[1].write(request + _without_connection(rest))
        await asyncio.gather(_pipe(reader, there[1]), _pipe(there[0], writer))

    async def _dial(
        self, host: str, port: int | Unreadable
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to exactly the address that was checked as public."""
        if isinstance(port, Unreadable) or port not in _PORTS:
            raise RefusedError(host)
        addresses = await self._resolve(host, port)
        if not addresses or not all(is_public(address) for address in addresses):
            raise RefusedError(host)
        return await asyncio.wait_for(asyncio.open_connection(addresses[0], port), _SECONDS)


async def _resolved(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _without_connection(headers: bytes) -> bytes:
    kept = [
        line
        for line in headers.split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"proxy-"))
    ]
    return b"\r\n".join(kept)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy data from reader to writer until it ends."""
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
