"""Read web addresses and links."""

import re
from urllib.parse import (
    SplitResult,
    parse_qsl,
    urldefrag,
    urlencode,
    urljoin,
    urlsplit,
)

from pydantic_core import Url, ValidationError

from monitor.network import is_public
from monitor.parsing.reason import Unreadable

_NOWHERE = SplitResult("", "", "", "", "")
_BEGINS = re.compile(r"https?://[^/?#\\]", re.IGNORECASE)
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]")
# RFC 1035, section 2.3.4; service names begin with an underscore.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_HOST = 253
# RFC 9110, section 4.1, recommends that as much at least is supported.
_LONGEST = 8_000
# RFC 6761, RFC 6762, RFC 8375 and the name that ICANN reserved: these lead into a private network.
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; empty ones for an invalid address."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # it raises only on access
    except ValueError:
        return _NOWHERE
    return parts


def host_of(url: str) -> str:
    """Return the host of an address in lower case; '' for none."""
    return split_url(url).hostname or ""


def password_of(url: str) -> str:
    """Return the password in an address, even in an unusable one; '' for none."""
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def join_url(base: str, link: str) -> str:
    """Return the absolute address of a page's link; '' for an invalid one."""
    try:
        joined = urljoin(base, link)
    except ValueError:
        return ""
    return joined if split_url(joined) != _NOWHERE else ""


def without_fragment(url: str) -> str:
    """Return the address without its fragment; '' for an invalid address."""
    return urldefrag(url).url if split_url(url) != _NOWHERE else ""


def without_parameters(url: str, unwanted: re.Pattern[str]) -> str:
    """Return the address without its fragment and the unwanted parameters; '' for an invalid one."""
    parts = split_url(url)
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:  # more parameters than any page has
        return ""
    kept = [(name, value) for name, value in pairs if not unwanted.match(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return parts._replace(query=query, fragment="").geturl()


def is_web_url(url: str) -> bool:
    """Return whether an address is http or https, with a host."""
    parts = split_url(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def read_url(text: str) -> Url | Unreadable:
    """Read a web address that can be requested, in its normal form (WHATWG URL)."""
    if reason := _syntax_problem(text):
        return Unreadable(reason)
    try:
        url = Url(text)
    except ValidationError as error:
        return Unreadable(f"is no web address: {_why(error)}")
    if url.username or url.password:
        return Unreadable("holds a password; leave it out")
    # This parser accepts an escape in a host name; few others do.
    if "%" in split_url(text).netloc or not _is_host(url.host or "") or not url.port:
        return Unreadable("is no web address: it names no host and port that can be asked")
    return url


def _syntax_problem(text: str) -> str:
    """Return what is wrong with a text whose meaning the parser would guess; '' for nothing."""
    if not _BEGINS.match(text):
        return "is no web address; it starts with https://"
    if len(text) > _LONGEST:
        return f"is longer than the {_LONGEST} characters of an address"
    if _UNSEEN.search(text):
        return "holds a space or an unseen character; write %20 for a space"
    return ""


def is_private_url(url: Url) -> bool:
    """Return whether an address leads to this machine or a private network, by its name alone."""
    host = (url.host or "").rstrip(".")
    if host.startswith("["):
        return not is_public(host.strip("[]"))
    if host.rpartition(".")[2].isdecimal():
        return not is_public(host)
    return "." not in host or any(f".{host}".endswith(f".{name}") for name in _LOCAL_NAMES)


def _is_host(host: str) -> bool:
    """Return whether a name is a valid host: the parser accepts any labels."""
    if host.startswith("["):
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels)


def _why(error: ValidationError) -> str:
    message = error.errors(include_url=False, include_input=False)[0]["msg"]
    return message.removeprefix("Input should be a valid URL, ")
