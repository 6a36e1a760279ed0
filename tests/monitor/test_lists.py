"""Lists: which links are entries, what they are called, how far back they are read."""

from collections.abc import Sequence

import pytest

from monitor.bundle import BundlePart
from monitor.extract.entries import Entry, entry_key
from monitor.extract.listing import read_list
from monitor.extract.series import entries_of, next_address
from monitor.source import Api, Kind, Listing, Paging, Source

HOST = "https://gazette.example.org"
FILLER = "".join(
    f"<li><a href='/n/{n}'>Notice number {n} on the conduct of sellers</a></li>" for n in (11, 12)
)
TITLE = "Toys must be tested from March"


def source(**listing: object) -> Source:
    return Source(
        id="gazette",
        organisation="Harbour",
        title="Gazette",
        category="platform-policy",
        kind=Kind.LISTING,
        url=f"{HOST}/news",
        language="en",
        listing=Listing(**listing),  # type: ignore[arg-type]
    )


def page(row: str, path: str = "/news") -> BundlePart:
    html = f"<html><body><main><h1>News</h1><ul>{row}{FILLER}</ul></main></body></html>"
    return BundlePart(url=HOST + path, content_type="text/html", body=html.encode())


def entries(row: str, **listing: object) -> list[Entry]:
    found = read_list(page(row), source(**listing))
    return [entry for entry in found if entry.title[:13] != "Notice number"]


ROWS = {
    "category and author": "<li><a href='/category/toys'>Product safety and recalls</a> <a href='/n/2'>{}</a> <a href='/author/ann'>By Ann Example, reporter</a></li>",
    "author's rel": "<li><a href='/n/2'>{}</a> <a rel='author' href='/ann-example'>By Ann Example, reporter</a></li>",
    "tag's rel": "<li><a rel='tag' href='/toys'>All about toys and games</a><a href='/n/2'>{}</a></li>",
    "labels in boxes of their own": "<li><div><a href='/tag/toys'>All about toys and games</a></div><div><a href='/n/2'>{}</a></div></li>",
    "a card": "<li><a href='/n/2'><span>2 November 2026</span><h3>{}</h3><p>Teaser text of the notice.</p><span>Read more</span></a></li>",
    "a heading": "<li><h3><a href='/n/2'>{}</a></h3><a href='/somewhere'>Another link of the same row</a></li>",
    "comments": "<li><a href='/n/2#comments'>3 comments on this notice here</a> <a href='/n/2'>{}</a></li>",
    "a picture first": "<li><a href='/n/2'><img src='/i.png' alt='x'></a> <a href='/n/2'>{}</a></li>",
    "read more after": "<li><a href='/n/2'>{}</a> <a href='/n/2'>Continue reading this notice</a></li>",
    "cut, its title whole": "<li><a href='/n/2' title='{}'>Toys must be tes...</a></li>",
    "cut by an ellipsis": "<li><a href='/n/2' aria-label='{}'>Toys must be tested\u2026</a></li>",
    "an article": "<article><a href='/topics/toys/'>All about toys and games</a><h2><a href='/n/2'>{}</a></h2></article>",
    "a table": "<table><tr><td><a href='/users/ann'>By Ann Example, reporter</a></td><td><a href='/n/2'>{}</a></td></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_is_one_entry_under_its_own_title(row: str) -> None:
    assert [(e.title, e.url) for e in entries(row.format(TITLE))] == [(TITLE, f"{HOST}/n/2")]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_that_is_selected_is_called_by_the_link_that_names_it(row: str) -> None:
    found = entries(row.format(TITLE), entry="li, article, tr")

    assert [(e.title, e.url.partition("#")[0]) for e in found] == [(TITLE, f"{HOST}/n/2")]


def test_a_list_of_topics_is_a_list() -> None:
    row = "<li><a href='/topics/toys/'>All about toys and games</a></li><li><a href='/topics/drones/'>All about drones and kites</a></li>"

    assert [e.url for e in entries(row)] == [f"{HOST}/topics/toys/", f"{HOST}/topics/drones/"]


def test_rows_that_share_a_link_are_entries_each() -> None:
    row = "<li class=r><a href='/list'>Recall of a toy</a></li><li class=r><a href='/list'>Recall of a drone</a></li>"
    list_page = page(row)
    found = entries_of([list_page, list_page], source(entry=".r"))

    assert [entry.title for entry in found] == ["Recall of a toy", "Recall of a drone"]


@pytest.mark.parametrize(
    "href",
    [
        "/n/7;jsessionid=A1B2C3",
        "/n/7;JSESSIONID=A1B2C3.node4",
        "/n/7;jsessionid=A1B2!-77!88",
        "/n/7;sid=9f",
        "/n;jsessionid=A1/7",
        "/n/7;jsessionid=A1?utm_source=x",
        "/n/7?jsessionid=A1",
        "/n/7?PHPSESSID=9f9f",
        "/n/7?ASPSESSIONIDQQ=F00",
        "/n/7?sid=A1",
        "/n/7?utm_campaign=x&utm_medium=y",
        "/n/7?fbclid=1&gclid=2",
        "/n/7#top",
        "https://gazette.example.org/n/7;phpsessid=1",
        " /n/7 ",
    ],
)
def test_a_session_in_a_link_is_no_part_of_it(href: str) -> None:
    (entry,) = entries(f"<li><a href='{href}'>{TITLE}</a></li>")

    assert entry.url == f"{HOST}/n/7"


@pytest.mark.parametrize("href", ["/n/7;v=2", "/n;a=1/7", "/n/7?id=7", "/n/7?session_name=spring"])
def test_what_names_an_entry_stays(href: str) -> None:
    (entry,) = entries(f"<li><a href='{href}'>{TITLE}</a></li>")

    assert entry.url == HOST + href


def listed(numbers: Sequence[int], number: int = 1) -> BundlePart:
    rows = "".join(f"<li class=e><a href='/n/{n}'>Notice {n}</a></li>" for n in numbers)
    html = f"<html><body>{rows}<a class=next href='/news?page={number + 1}'>x</a></body></html>"
    path = f"/news?page={number}" if number > 1 else "/news"
    return BundlePart(url=HOST + path, content_type="text/html", body=html.encode())


@pytest.mark.parametrize(
    ("known", "page_one", "goes_on"),
    [
        ([8, 7, 6, 5], [12, 11, 10, 9], True),
        ([8, 7, 6, 5], [1, 12, 11, 10, 9], True),
        ([8, 7, 6, 5, 1], [1, 12, 11, 10, 9], True),
        ([8, 7, 6, 5, 2, 1], [2, 1, 12, 11, 10, 9], True),
        ([8, 7, 6, 5, 3, 2, 1], [3, 2, 1, 12, 11, 10, 9], True),
        ([8, 7, 6, 5], [12, 8, 11, 10], True),
        ([8, 7, 6, 5], [12, 11, 8, 10], True),
        ([8, 7, 6, 5], [12, 11, 10, 8], True),
        ([8, 7, 6, 5], [12, 11, 7, 5], True),
        ([8, 7, 6, 5], [9, 8, 7, 6], False),
        ([8, 7, 6, 5], [5, 9, 8, 7, 6], False),
        ([8, 7, 6, 5], [8, 7, 6, 5], False),
        ([8, 7, 6, 5], [5, 8, 7], False),
        ([8], [9, 8], False),
        ([8, 7], [9, 8, 7], False),
        ([8, 7], [9, 8], True),
        ([], [9, 8], False),
    ],
)
def test_a_list_is_read_back_to_where_what_is_known_begins(
    known: list[int], page_one: list[int], goes_on: bool
) -> None:
    stored = frozenset(entry_key(f"{HOST}/n/{n}") for n in known)
    following = next_address([listed(page_one)], source(entry=".e", next="a.next"), stored)

    assert bool(following) is goes_on


def test_an_api_that_begins_at_the_oldest_is_read_from_its_end_to_what_is_known() -> None:
    api = Api(
        entries="rows",
        id="no",
        title="no",
        text=(),
        date="day",
        page=Paging(param="p", count="all", size=2),
        pages=9,
    )
    watched = Source(
        id="a", organisation="a", title="a", category="platform-policy", kind=Kind.API,
        url=f"{HOST}/api?p=1", language="en", api=api,
    )  # fmt: skip

    def answer(number: int) -> BundlePart:
        rows = ", ".join(
            f'{{"no": "{n}", "day": "2026-11-{n:02}"}}' for n in (2 * number - 1, 2 * number)
        )
        body = f'{{"all": 10, "rows": [{rows}]}}'
        return BundlePart(url=f"{HOST}/api?p={number}", content_type="", body=body.encode())

    known = frozenset(entry_key(str(n)) for n in range(1, 7))
    lists = [answer(1)]
    while address := next_address(lists, watched, known):
        lists.append(answer(int(address.rpartition("=")[2])))

    assert [part.url[-1] for part in lists] == ["1", "5", "4", "3"]
