"""Which addresses are public."""

import pytest

from monitor.network import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "192.0.0.8", "192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "198.18.0.1", "203.0.113.9", "::1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::",
        "fec0::1", "ff02::1", "fe80::1", "3fff::1", "5f00::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2001:4860:4860::8888"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)
