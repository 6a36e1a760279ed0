"""Which sources watch the page of an address."""

import pytest

from monitor.source import Kind, Source
from monitor.watched_pages import watched_pages


def source(name: str, url: str) -> Source:
    return Source(
        id=name, organisation="A", title=name, category="platform-policy", kind=Kind.PAGE, url=url, language="en", jurisdiction="US",
    )  # fmt: skip


SOURCES = (
    source("fees", "https://www.example.com/Rules/fees?id=1"),
    source("other-fees", "https://www.example.com/rules/fees?id=2"),
    source("home", "https://www.example.com/"),
    source("else", "https://example.org/rules/fees"),
)


@pytest.mark.parametrize(
    ("url", "page", "site"),
    [
        ("https://www.example.com/Rules/fees?id=1", ["fees"], ["other-fees", "home"]),
        ("http://example.com/rules/fees/?utm=x", ["fees", "other-fees"], ["home"]),
        ("https://example.com/new", [], ["fees", "other-fees", "home"]),
        ("https://example.com", [], ["fees", "other-fees", "home"]),
        ("https://nobody.example.net/rules/fees", [], []),
        ("https://[bad", [], []),
        ("", [], []),
    ],
)
def test_a_page_is_found_whatever_its_query(url: str, page: list[str], site: list[str]) -> None:
    found = watched_pages(url, SOURCES)

    assert ([s.id for s in found.page], [s.id for s in found.site]) == (page, site)
