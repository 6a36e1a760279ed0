"""Which addresses are on the open internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Python 3.11's flags call these global; they are not (IANA special-purpose registries).
_SPECIAL = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "100.64.0.0/10",
        "240.0.0.0/4",
        # These carry an IPv4 address inside, or lead nowhere: Teredo and its kin, 6to4,
        # documentation.
        "2001::/23",
        "2002::/16",
        "2001:db8::/32",
        "3fff::/20",
    )
)
_UNICAST = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address can be reached on the open internet."""
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or not _is_plain(ip):
        return False
    return not any(ip in block for block in _SPECIAL if block.version == ip.version)


def _is_plain(ip: IPv4Address | IPv6Address) -> bool:
    """IPv6 only as global unicast: mapped and translated forms hide an IPv4 address."""
    return isinstance(ip, IPv4Address) or ip in _UNICAST
