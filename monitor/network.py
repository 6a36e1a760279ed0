"""Decides which addresses are on the public internet, and which names may resolve to one."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Python 3.11 reports these as global; they are not (IANA special-purpose registries).
_SPECIAL = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "100.64.0.0/10",
        "240.0.0.0/4",
        # These embed an IPv4 address, or are not routed: Teredo and similar, 6to4, documentation.
        "2001::/23",
        "2002::/16",
        "2001:db8::/32",
        "3fff::/20",
    )
)
_UNICAST = ip_network("2000::/3")
# A name that ends in a number is an IPv4 address in one of its notations
# (https://url.spec.whatwg.org/#ends-in-a-number-checker).
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_MOST_CHARS = 253
# Names for internal use (RFC 6761, 6762, 8375, ICANN's .internal), and those that routers and
# offices use on their own (https://www.icann.org/resources/pages/name-collision-2013-12-06-en).
_INTERNAL = frozenset(
    "alt arpa corp domain example home internal intranet invalid lan local localdomain localhost "
    "mail onion private test workgroup".split()
)


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address is reachable on the public internet."""
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or not _is_plain(ip):
        return False
    return not any(ip in block for block in _SPECIAL if block.version == ip.version)


def is_public_name(name: str) -> bool:
    """Whether an ASCII name may be a public host: not an IP address, not an internal name."""
    labels = name.lower().split(".")
    if len(labels) < 2 or len(name) > _MOST_CHARS or not all(map(_LABEL.fullmatch, labels)):
        return False
    return labels[-1] not in _INTERNAL and not _NUMBER.fullmatch(labels[-1])


def _is_plain(ip: IPv4Address | IPv6Address) -> bool:
    """Accept IPv6 only as global unicast: mapped and translated forms hide an IPv4 address."""
    return isinstance(ip, IPv4Address) or ip in _UNICAST
