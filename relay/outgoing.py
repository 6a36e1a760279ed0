"""HTTP requests to addresses that users entered, never into our own network."""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from monitor.errors import SendError
from monitor.network import is_public

_TIMEOUT_SECONDS = 20.0
_MAX_BYTES = 64_000
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PostResponse:
    """The answer of a server, with only the beginning of a long body."""

    status: int
    body: bytes


async def post(address: str, headers: Headers, body: bytes, *, allow_private: bool) -> PostResponse:
    """Send a body and return the answer, without following redirects; SendError when there is none."""
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _TIMEOUT_SECONDS)
    extensions = {"timeout": timeout}
    async with httpcore.AsyncConnectionPool(
        network_backend=_CheckedBackend(allow_private=allow_private),
        ssl_context=ssl.create_default_context(),
    ) as pool:
        try:
            async with (
                asyncio.timeout(_TIMEOUT_SECONDS * 2),
                pool.stream(
                    "POST", address, headers=headers, content=body, extensions=extensions
                ) as answer,
            ):
                return PostResponse(answer.status, await _beginning(answer))
        except _PrivateAddressError as error:
            raise SendError("the relay's address is not public", permanent=True) from error
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            OSError,
            # A host name that cannot be encoded for DNS.
            UnicodeError,
        ) as error:
            raise SendError("the relay cannot be reached") from error


async def _beginning(answer: httpcore.Response) -> bytes:
    body = b""
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) >= _MAX_BYTES:
            break
    return body[:_MAX_BYTES]


class _PrivateAddressError(Exception):
    """A host name resolves to an address that is not on the public internet."""


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address that it checked, so that a name cannot resolve anew in between."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check and connect; the library itself starts TLS with the host name."""
        address = await self._resolve(host, port)
        return await self._backend.connect_tcp(
            address, port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> str:
        loop = asyncio.get_running_loop()
        entries = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in entries]
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise _PrivateAddressError(host)
        return addresses[0]
