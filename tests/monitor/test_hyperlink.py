"""What may leave as a link: addresses of the web that a browser reads as a person does."""

import pytest

from monitor.hyperlink import safe_link

FIT = (
    "https://example.org", "http://example.org/a?b=c&d=%20#e", "HTTPS://EXAMPLE.ORG/A", "https://例子.中国/规则",
    "http://127.0.0.1:8642/changes/1", "https://[2001:db8::1]:443/", "https://example.org/a:b@c",
    "https://example.org/?to=javascript:alert(1)",
)  # fmt: skip
UNFIT = (
    "", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "javascript://example.org/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
    "blob:https://example.org/1", "mailto:a@example.org", "tg://resolve?domain=x", "//example.org/a", "/rules", "example.org",
    "http:/example.org", "https:example.org", "http://", "https:///path", "http://[x]/", "http://℀.com/", "http://a:99999/",
    "http://a:b/", "https://bank.example@evil.example/", "https://user:secret@example.org/", "https://example.org\\@evil/",
    " https://example.org", "https://example.org/\n", "https://exa\0mple.org", "https://example.org/\u202egpj", "https://example.org/\ud800",
    'https://example.org/" onclick="x', "https://example.org/<b>", "https://example.org/" + "a" * 3_000, "\ufeffhttps://example.org/",
    "https://@example.org/", "https://:0/",
)  # fmt: skip


@pytest.mark.parametrize("url", FIT)
def test_a_web_address_is_shown_as_it_is(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize("url", UNFIT)
def test_everything_else_is_no_link(url: str) -> None:
    assert safe_link(url) == ""
