"""Explain why a request failed: one reason code and one plain sentence."""

from datetime import datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError
from twisted.web._newclient import ParseError

from monitor.check_reason import CheckReason
from monitor.errors import ExtractionError
from monitor.parsing.urls import host_of

# No address, or no server that accepts a connection there.
_UNCONNECTED = (CannotResolveHostError, DownloadConnectionRefusedError, ConnectError)
# Chromium's names for these (chromium.googlesource.com, net/base/net_error_list.h).
_BROWSERS_UNCONNECTED = (
    "ERR_NAME_NOT_RESOLVED",
    "ERR_CONNECTION_REFUSED",
    "ERR_ADDRESS_UNREACHABLE",
    "ERR_ADDRESS_INVALID",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_TUNNEL_CONNECTION_FAILED",
    "ERR_PROXY_CONNECTION_FAILED",
    "ERR_BLOCKED_BY_CLIENT",
)
_TLS = ("ssl", "tls", "certificate")
# Raised by Twisted for headers or chunks that it cannot parse.
_NO_HTTP = (ParseError, ValueError, KeyError)


class FetchRefused(IgnoreRequest):
    """A fetch that our rules or the host do not allow. `retry_at`: the earliest retry."""

    def __init__(self, code: str, detail: str, retry_at: datetime | None = None) -> None:
        super().__init__(detail)
        self.reason = CheckReason(code, detail)
        self.retry_at = retry_at


# Names that resolved to an address that is not public. Global, because the process has one
# resolver, and Twisted drops the details of its error.
PRIVATE_NAMES: set[str] = set()


_WORDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (CannotResolveHostError, "dns", "the name {host} cannot be found"),
    (DownloadConnectionRefusedError, "refused", "{host} refuses connections"),
    (DownloadTimeoutError, "timeout", "{host} did not answer in time"),
    (DownloadCancelledError, "too-large", "the answer is larger than Forewarn reads"),
    (ResponseDataLossError, "truncated", "the answer ended before its declared end"),
)


def explain(error: BaseException, url: str) -> CheckReason:
    """Return why a download failed."""
    host = host_of(url) or url
    if isinstance(error, FetchRefused | ExtractionError):
        return error.reason
    if is_private(url):
        return CheckReason("private-address", f"{host} leads to an address that is not public")
    for kind, code, words in _WORDS:
        if isinstance(error, kind):
            return CheckReason(code, words.format(host=host))
    if any(word in _chain_text(error) for word in _TLS):
        return CheckReason("tls", f"no trusted connection to {host}; its certificate may be wrong")
    if any(isinstance(link, _NO_HTTP) for link in _chain(error)):
        return CheckReason("network", f"{host} sent something that is no HTTP answer")
    return CheckReason("network", f"the connection to {host} broke")


def is_unsent(error: BaseException) -> bool:
    """Return whether a request failed before it had a connection to its host."""
    if isinstance(error, _UNCONNECTED):
        return True
    return any(code in str(error) for code in _BROWSERS_UNCONNECTED)


def is_private(url: str) -> bool:
    """Return whether the address was refused because it is not public."""
    return host_of(url) in PRIVATE_NAMES


def _chain_text(error: BaseException) -> str:
    return " ".join(f"{type(link).__module__} {link!r}".lower() for link in _chain(error))


def _chain(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    pending: list[BaseException] = [error]
    while pending and len(links) < 20:
        link = pending.pop()
        links.append(link)
        # Twisted wraps the causes in Failures inside `reasons`.
        inner = getattr(link, "reasons", None) or getattr(link, "args", ())
        pending += [failure.value for failure in _flat(inner) if hasattr(failure, "value")]
        pending += [cause for cause in (link.__cause__, link.__context__) if cause]
    return links


def _flat(inner: object) -> list[object]:
    if not isinstance(inner, list | tuple):
        return []
    return [leaf for item in inner for leaf in (item if isinstance(item, list) else [item])]
