"""A signed JSON request to a person's own server, and to no address inside ours.

Signed as Standard Webhooks says: https://www.standardwebhooks.com
"""

import asyncio
import hashlib
import hmac
import socket
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import httpcore

from monitor.audience import Message
from monitor.errors import SendError
from monitor.network import is_public

_SECONDS = 20.0
_GONE = 410


async def post(
    address: str, secret: str, message: Message, at: datetime, *, allow_private: bool
) -> str:
    """Hand a message over; the server's answer. SendError when it is refused."""
    body = message.payload.encode()
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
    guard = _Guard(allow_private=allow_private)
    async with httpcore.AsyncConnectionPool(
        network_backend=guard, ssl_context=ssl.create_default_context()
    ) as pool:
        try:
            answer = await pool.request(
                "POST",
                address,
                headers=_headers(secret, message.message_id, body, at),
                content=body,
                extensions={"timeout": timeout},
            )
        except _PrivateAddressError as error:
            raise SendError("the webhook's address is not public", permanent=True) from error
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            OSError,
        ) as error:
            raise SendError("the webhook cannot be reached") from error
    return _receipt(answer.status)


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature` for a body."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _headers(secret: str, message_id: str, body: bytes, at: datetime) -> list[tuple[str, str]]:
    timestamp = int(at.timestamp())
    headers = [
        ("content-type", "application/json"),
        ("user-agent", "Forewarn"),
        ("webhook-id", message_id),
        ("webhook-timestamp", str(timestamp)),
    ]
    # An address that is not confirmed yet has no key.
    signed = (
        [("webhook-signature", signature(secret, message_id, timestamp, body))] if secret else []
    )
    return headers + signed


def _receipt(status: int) -> str:
    if status < 300:
        return str(status)
    gone = status == _GONE
    raise SendError(f"the webhook answered {status}", permanent=gone, recipient_gone=gone)


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
