"""A request to an address that a person gave, and to no address inside ours."""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from monitor.errors import SendError
from monitor.network import is_public

_SECONDS = 20.0
_MOST_BYTES = 64_000
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PostResponse:
    """What the server answered; of a long body the beginning."""

    status: int
    body: bytes


async def post(address: str, headers: Headers, body: bytes, *, allow_private: bool) -> PostResponse:
    """Send a body; the answer. Redirects are not followed. SendError when nobody answers."""
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
    extensions = {"timeout": timeout}
    async with httpcore.AsyncConnectionPool(
        network_backend=_Guard(allow_private=allow_private),
        ssl_context=ssl.create_default_context(),
    ) as pool:
        try:
            async with (
                asyncio.timeout(_SECONDS * 2),
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
            # A host name that no resolver is asked for.
            UnicodeError,
        ) as error:
            raise SendError("the relay cannot be reached") from error


async def _beginning(answer: httpcore.Response) -> bytes:
    body = b""
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) >= _MOST_BYTES:
            break
    return body[:_MOST_BYTES]


class _PrivateAddressError(Exception):
    """A name leads to an address that is not on the open internet."""


class _Guard(httpcore.AsyncNetworkBackend):
    """Connects to the address that it has checked: no window for a name that changes it."""

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
        """Resolve, check, connect; the library wraps TLS with the name itself."""
        address = await self._resolve(host, port)
        return await self._backend.connect_tcp(
            address, port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait between two tries."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> str:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise _PrivateAddressError(host)
        return addresses[0]
