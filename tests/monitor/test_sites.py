"""Whose site an address is on."""

import pytest

from monitor.sites import is_same_site, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://seller.harbour.com/rules", "harbour.com"),
        ("http://WWW.Harbour.Com:8080/", "harbour.com"),
        ("https://harbour.com./", "harbour.com"),
        ("https://www.gov.uk/guidance", "gov.uk"),
        ("https://rules.harbour.co.uk/", "harbour.co.uk"),
        ("https://www.samr.gov.cn/", "samr.gov.cn"),
        ("https://harbour.com.cn/", "harbour.com.cn"),
        ("https://one.github.io/", "one.github.io"),
        ("https://规则.中国/", "xn--3brz07k.xn--fiqs8s"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_the_registered_domain(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("http://harbour.com/a", "https://harbour.com/b", True),
        ("https://www.harbour.com/", "https://harbour.com/", True),
        ("https://seller.harbour.com/", "https://help.eu.harbour.com/", True),
        ("https://规则.中国/", "https://xn--3brz07k.xn--fiqs8s/", True),
        ("https://harbour.com/", "https://harbour.net/", False),
        ("https://harbour.co.uk/", "https://wharf.co.uk/", False),
        ("https://one.github.io/", "https://two.github.io/", False),
        ("https://harbour.com/", "https://harbour.com.rules.example/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
    ],
)
def test_two_addresses_of_one_site(url: str, other: str, same: bool) -> None:
    assert is_same_site(url, other) is same
