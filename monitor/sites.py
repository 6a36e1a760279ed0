"""Finds the site of an address: its registered domain, whatever the subdomain."""

from functools import cache
from typing import TYPE_CHECKING

import idna

from monitor.parsing.urls import host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


def is_same_site(url: str, other: str) -> bool:
    """Whether both addresses have the same registered domain, or the same host without one."""
    here, there = _host(url), _host(other)
    return here == there or site_of(url) == site_of(other)


def is_host_or_below(url: str, other: str) -> bool:
    """Whether two addresses are of one host, or of a host and one below it."""
    here, there = f".{_host(url)}", f".{_host(other)}"
    return here.endswith(there) or there.endswith(here)


def site_of(url: str) -> str:
    """Return the registered domain of an address, or its host if it has none (an IP address)."""
    host = _host(url)
    return _suffixes()(host).top_domain_under_public_suffix or host


def _host(url: str) -> str:
    """Return the host in its ASCII form, without the trailing dot and `www.`."""
    host = host_of(url).rstrip(".").removeprefix("www.")
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


@cache
def _suffixes() -> "TLDExtract":
    """Load the bundled public suffix list: fetch nothing, write nothing."""
    from tldextract import TLDExtract  # noqa: PLC0415 - 9 MB, and few addresses leave their host

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
