"""Whose site an address is on: the domain that somebody registered, whatever stands before it."""

from functools import cache
from typing import TYPE_CHECKING

import idna

from monitor.parsing.urls import host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


def is_same_site(url: str, other: str) -> bool:
    """Whether both addresses belong to one registered domain, or to one host that has none."""
    here, there = _host(url), _host(other)
    return here == there or site_of(url) == site_of(other)


def is_host_or_below(url: str, other: str) -> bool:
    """Whether two addresses are of one host, or of a host and one below it."""
    here, there = f".{_host(url)}", f".{_host(other)}"
    return here.endswith(there) or there.endswith(here)


def site_of(url: str) -> str:
    """The registered domain of an address; its host, where nobody registers such (an IP address)."""
    host = _host(url)
    return _suffixes()(host).top_domain_under_public_suffix or host


def _host(url: str) -> str:
    """The host as it stands on the wire, without the root's dot and the www that every site has."""
    host = host_of(url).rstrip(".").removeprefix("www.")
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


@cache
def _suffixes() -> "TLDExtract":
    """The public suffix list as it was packed: nothing is fetched, nothing is written."""
    from tldextract import TLDExtract  # noqa: PLC0415 - 9 MB, and few addresses leave their host

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
