"""The one door for values of others: each is read, or refused with a reason."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest

from monitor.parsing import Unreadable, given
from monitor.parsing.csv import read_rows
from monitor.parsing.json import read_json
from monitor.parsing.numbers import LARGEST, read_real, read_whole
from monitor.parsing.text import is_text, whole_text
from monitor.parsing.times import (
    read_clock,
    read_day,
    read_epoch,
    read_http_date,
    read_moment,
    read_span,
    read_zone,
)
from monitor.parsing.toml import read_toml
from monitor.parsing.urls import (
    host_of,
    is_private_url,
    is_web_url,
    join_url,
    password_of,
    read_url,
    split_url,
    without_fragment,
)
from monitor.parsing.yaml import read_yaml

NOWHERE = [
    "http://[fe80",
    "http://[zz]/",
    "https://shop℀.example/",
    "http://a:b:c/",
    "//[",
    "http://h:70000/",
]


@pytest.mark.parametrize("link", NOWHERE)
def test_a_link_that_leads_nowhere_has_no_parts(link: str) -> None:
    assert host_of(link) == ""
    assert split_url(link).netloc == ""
    assert without_fragment(link) == ""
    assert not is_web_url(link)
    assert join_url("https://a.example.org/x", link) == ""
    assert isinstance(read_url(link), Unreadable)


def test_links_are_joined_as_a_browser_does() -> None:
    assert join_url("https://a.example.org/x/y", "../z?q=1") == "https://a.example.org/z?q=1"
    assert join_url("https://a.example.org/x", "") == "https://a.example.org/x"
    assert without_fragment("https://a.example.org/x#part") == "https://a.example.org/x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ftp://a.example.org/", "https://"),
        ("https:///a.example.org", "https://"),
        ("https://a .example.org/", "space"),
        ("https://a.example.org/a\tb", "unseen"),
        ("https://me:pw@a.example.org/", "password"),
        ("https://a.example.org:0/", "port"),
        ("https://a..example.org/", "host"),
        (f"https://{'a' * 64}.example.org/", "host"),
        ("https://a%2eexample.org/", "host"),
        (f"https://a.example.org/{'a' * 9000}", "longer"),
        ("https://a.example.org/\ud800", "no web address"),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_with_the_reason(text: str, words: str) -> None:
    found = read_url(text)
    assert isinstance(found, Unreadable)
    assert words in found.reason


@pytest.mark.parametrize(
    ("text", "is_private"),
    [
        ("http://127.1/", True), ("http://0x7f.0.0.1:8000/", True), ("http://2130706433/", True), ("http://0177.0.0.1/", True),
        ("http://LocalHost/", True), ("http://app.localhost/", True), ("http://printer.local/", True), ("http://intranet/", True),
        ("http://db.internal/", True), ("http://[::1]/", True), ("http://[::ffff:10.0.0.1]/", True), ("http://192.168.1.9/", True),
        ("http://１２７.0.0.1/", True), ("http://169.254.169.254/latest", True), ("http://localhost./", True),
        ("https://example.org/", False), ("https://münchen.example/ü", False), ("http://8.8.8.8/", False), ("https://internal.example.com/", False),
    ],
)  # fmt: skip
def test_an_address_of_ones_own_network_is_known_in_every_spelling(
    text: str, is_private: bool
) -> None:
    assert is_private_url(given(read_url(text))) is is_private


def test_a_password_is_found_even_where_the_address_is_wrong() -> None:
    assert password_of("postgresql://me:secret@db:99999/x") == "secret"
    assert password_of("http://[x") == ""


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "٣", "1e3", "9" * 30, "9" * 5000, " 1", None, 1e400]
)
def test_what_is_no_whole_number_has_a_reason(text: object) -> None:
    assert isinstance(read_whole(text), Unreadable)


def test_numbers_are_read_within_their_bounds() -> None:
    assert read_whole(str(LARGEST)) == LARGEST
    assert isinstance(read_whole("24", 0, 23), Unreadable)
    assert read_whole("007") == 7
    assert read_real("2.5") == 2.5
    for text in ("nan", "inf", "-1", "1e400", "x", "9" * 5000):
        assert isinstance(read_real(text), Unreadable)


def test_times_are_read_and_never_so_far_away_that_a_zone_leads_beyond_the_calendar() -> None:
    assert read_moment("2026-03-01T08:00+08:00") == datetime(2026, 3, 1, tzinfo=UTC)
    for text in ("9999-12-31T23:59:59-14:00", "0001-01-01", "2026-13-01", "", "x" * 9000):
        assert isinstance(read_moment(text), Unreadable)
    assert read_day("2026", "2", "28") == date(2026, 2, 28)
    assert isinstance(read_day("2026", "2", "30"), Unreadable)
    assert isinstance(read_day("2026", "9" * 40, None), Unreadable)
    assert read_epoch("1700000000", 4e9) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert isinstance(read_epoch("1e400", 4e9), Unreadable)
    assert read_http_date("Sun, 01 Mar 2026 00:00:00 GMT") == datetime(2026, 3, 1, tzinfo=UTC)
    for text in ("", "Sun, 99 Mar 99999 00:00:00 GMT", "Sun, 01 Mar 2026 00:00:00 +9999"):
        assert isinstance(read_http_date(text), Unreadable)


def test_spans_clocks_and_zones_are_read_or_refused() -> None:
    assert read_span("6h") == timedelta(hours=6)
    for text in ("9" * 30 + "d", "999999999999999w", "1e400", "6", "٣d", ""):
        assert isinstance(read_span(text), Unreadable)
    assert read_clock("8:05") == time(8, 5)
    for text in ("24:00", "8", "8:5", "²:00"):
        assert isinstance(read_clock(text), Unreadable)
    assert str(read_zone("Asia/Shanghai")) == "Asia/Shanghai"
    for name in ("America", "../etc/passwd", "", "a\0b", "x" * 5000):
        assert isinstance(read_zone(name), Unreadable)


def test_json_is_whole_text_of_a_depth_that_can_be_walked() -> None:
    assert read_json('{"a": "half \\ud83d of a pair \\ud83d\\ude00"}') == {
        "a": "half � of a pair 😀"
    }
    assert read_json(b'[1, NaN, "\\u4e2d"]') == [1, None, "中"]
    for text in (
        "[" * 101 + "]" * 101,
        "[" * 20_000,
        '{"a":' * 500 + "1" + "}" * 500,
        "9" * 9000,
        "",
    ):
        assert isinstance(read_json(text), Unreadable)
    assert is_text(whole_text("\ud800x"))


def test_yaml_is_refused_at_the_line_where_it_loops_or_explodes() -> None:
    deep = read_yaml("a: 1\nb: " + "[" * 90_000 + "]" * 90_000)
    loop = read_yaml("a: 1\nb: &b [1, *b]")
    lines = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    bomb = read_yaml(f"l0: &l0 [1]\n{lines}")
    chain = read_yaml(
        "l0: &l0 [1]\n" + "\n".join(f"l{n}: &l{n} [*l{n - 1}]" for n in range(1, 900))
    )
    for found, line in ((deep, 2), (loop, 2), (bomb, 7), (chain, 51)):
        assert isinstance(found, Unreadable)
        assert found.line == line
    loaded = given(read_yaml("a: &x 2026-02-31\nb: 0x_\nc: *x\nd: 2026-02-28")).data()
    assert loaded == {"a": "2026-02-31", "b": "0x_", "c": "2026-02-31", "d": date(2026, 2, 28)}
    assert isinstance(read_yaml("a: \ud800"), Unreadable)


def test_toml_and_csv_are_read_or_refused() -> None:
    assert read_toml("a = 1") == {"a": 1}
    for text in ("a = " + "[" * 9000, "a = 2026-13-01", "a"):
        assert isinstance(read_toml(text), Unreadable)
    rows = list(read_rows(io.StringIO("id,b\n1\n2,x,y\n"), ("id", "b")))
    assert rows == [{"id": "1", "b": ""}, {"id": "2", "b": "x"}]
    assert isinstance(next(read_rows(io.StringIO("x\n"), ("id",))), Unreadable)
    *_, last = read_rows(io.StringIO("id\n" + "a" * 200_000), ("id",))
    assert isinstance(last, Unreadable)
