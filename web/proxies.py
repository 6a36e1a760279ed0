"""Find the client's address and scheme behind proxies; only trusted proxies are believed.

`Forwarded` (RFC 7239) is not read: a proxy that sets `X-Forwarded-For` passes a client's own `Forwarded` on.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_SCHEMES = frozenset({"http", "https"})
Address = IPv4Address | IPv6Address


class Proxies:
    """Puts the client's address and scheme into the request. `trusted`: addresses or networks."""

    def __init__(self, app: ASGIApp, *, trusted: Iterable[str]) -> None:
        self._app = app
        self._trusted = [ip_network(one, strict=False) for one in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the client's address and scheme."""
        is_http = scope["type"] == "http" and scope.get("client")
        await self._app(self._as_sent(scope) if is_http else scope, receive, send)

    def _as_sent(self, scope: Scope) -> Scope:
        host, port = scope["client"]
        peer = _address(host)
        if peer is None or not self._is_trusted(peer):
            return scope
        headers = Headers(scope=scope)
        client = self._client(peer, ",".join(headers.getlist("x-forwarded-for")))
        scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        scope = {**scope, "client": (str(client), port)}
        return scope | ({"scheme": scheme} if scheme in _SCHEMES else {})

    def _client(self, peer: Address, forwarded_for: str) -> Address:
        """Find the nearest address that is no trusted proxy: any before it may be forged."""
        client = peer
        for name in reversed([name for name in forwarded_for.split(",") if name.strip()]):
            if not self._is_trusted(client):
                break
            found = _address(name)
            if found is None:
                break
            client = found
        return client

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _address(name: str) -> Address | None:
    """Parse an address such as `10.0.0.1:80` or `[2001:db8::1]:80`; None for anything else."""
    name = name.strip().strip('"')
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        found = ip_address(name)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
