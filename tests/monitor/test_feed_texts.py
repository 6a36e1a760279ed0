"""What entries say, however their markup, their letters and their days are written."""

import json
import random
from itertools import product

import pytest

from monitor.dates import moment
from monitor.extract.charset import REPLACEMENT, decode
from monitor.extract.feed import read_feed
from monitor.model import Document

TEXT = "Sellers must register by 5 March 2027."
ATOM = "http://www.w3.org/2005/Atom"


def rss(says: str, title: str = "Notice 2", name: str = "description", more: str = "") -> Document:
    feed = (
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>t</title><item><title>{title}</title><guid>g2</guid><{name}>{says}</{name}>{more}"
        "</item></channel></rss>"
    )
    return read_feed(feed.encode(), "application/rss+xml", "")[0]


def atom(says: str, name: str = "content", kind: str = "html") -> Document:
    feed = (
        f"<feed xmlns='{ATOM}'><title>t</title><entry><id>g2</id><title>Notice 2</title>"
        f"<{name} type='{kind}'>{says}</{name}></entry></feed>"
    )
    return read_feed(feed.encode(), "application/atom+xml", "")[0]


SECTIONS = [
    "&lt;![CDATA[{}]]&gt;",
    "&lt;![CDATA[&lt;p&gt;{}&lt;/p&gt;]]&gt;",
    "&#60;![CDATA[{}]]&#62;",
    "&#x3c;![CDATA[{}]]&#x3e;",
    "&amp;lt;![CDATA[{}]]&amp;gt;",
    "<![CDATA[<![CDATA[{}]]]]><![CDATA[>]]>",
    "<![CDATA[ <![CDATA[{}]]> ]]&gt;",
    "<![CDATA[&lt;![CDATA[{}]]&gt;]]>",
    "<![CDATA[<p><![CDATA[{}]]]]><![CDATA[></p>]]>",
    "&lt;div&gt;&lt;![CDATA[{}]]&gt;&lt;/div&gt;",
    "&lt;![CDATA[&lt;![CDATA[{}]]&gt;]]&gt;",
    "<![CDATA[{}]]>",
    "{}",
    "&lt;p&gt;{}&lt;/p&gt;",
]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("name", ["description", "content:encoded", "atom:content", "atom:summary"])
def test_a_section_that_was_escaped_or_nested_keeps_its_text(section: str, name: str) -> None:
    said = section.format(TEXT)
    document = atom(said, name[5:]) if name.startswith("atom:") else rss(said, name=name)

    assert [block.text for block in document.blocks] == ["Notice 2", TEXT]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_in_a_title_is_read_too(section: str) -> None:
    assert rss("x", title=section.format("Fees rise in March")).title == "Fees rise in March"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_within_a_text_keeps_what_stands_around_it(section: str) -> None:
    said = section.format(TEXT)
    words = " ".join(b.text for b in rss(f"Intro text. {said} End of it.").blocks[1:])

    assert words.split() == f"Intro text. {TEXT} End of it.".split()


@pytest.mark.parametrize("key", ["content_html", "content_text", "summary"])
def test_a_section_in_a_json_feed_keeps_its_text(key: str) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"id": "1", "title": "Notice 2", key: f"<![CDATA[{TEXT}]]>"}],
    }
    (document,) = read_feed(json.dumps(feed).encode(), "", "")

    assert [block.text for block in document.blocks] == ["Notice 2", TEXT]


def test_an_entry_without_a_title_is_headed_by_its_first_words() -> None:
    long = "All sellers of toys must hold a certificate of a laboratory. " * 5

    assert rss(TEXT, title="").title == TEXT
    assert [block.text for block in rss(TEXT, title="").blocks] == [TEXT]
    assert rss(long, title="").title.startswith("All sellers of toys must hold")
    assert len(rss(long, title="").title) <= 90
    assert rss("", title="Only this").title == "Only this"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/11/25", "2026-11-25"),
        ("2026年11月25日", "2026-11-25"),
        ("2026年11月25日 08:30", "2026-11-25"),
        ("2026 年 11 月 25 日", "2026-11-25"),
        ("2026.11.25", "2026-11-25"),
        ("2026-11-25", "2026-11-25"),
        ("2026-11-25 10:11:12", "2026-11-25"),
        ("2026/11/25 10:11", "2026-11-25"),
        ("2026-11-25T10:11:12Z", "2026-11-25"),
        ("2026-11-25T10:11:12.123+08:00", "2026-11-25"),
        ("20261125", "2026-11-25"),
        ("202611251030", "2026-11-25"),
        ("20261125103059", "2026-11-25"),
        ("Wed, 25 Nov 2026 10:11:12 +0800", "2026-11-25"),
        ("Wed, 25 Nov 2026 10:11:12 GMT", "2026-11-25"),
        ("wed, 25 nov 2026 10:11 EST", "2026-11-25"),
        ("Wed, 25 Nov 2026 23:30:00 -0500", "2026-11-26"),
        ("25 Nov 2026 10:11:12 +0000", "2026-11-25"),
        ("Wed Nov 25 10:11:12 2026", "2026-11-25"),
        ("November 25, 2026", "2026-11-25"),
        ("25 novembre 2026", "2026-11-25"),
        ("25. November 2026", "2026-11-25"),
        ("25.11.2026", "2026-11-25"),
        ("1795564800", "2026-11-25"),
        ("1795564800000", "2026-11-25"),
        ("２０２６年１１月２５日", "2026-11-25"),
        ("发布时间：2026-11-25", "2026-11-25"),
        ("05/11/2026", ""),
        ("11/05/2026", ""),
        ("11/12/2026", ""),
        ("11/25/2026", "2026-11-25"),
        ("25/11/26", ""),
        ("2026/25/11", ""),
        ("2026-13-01", ""),
        ("2026-02-30", ""),
        ("2026-11", ""),
        ("2026年11月", ""),
        ("11月25日", ""),
        ("yesterday", ""),
        ("25 Nov", ""),
        ("Mon, 99 Foo 2026 00:00:00 GMT", ""),
        ("0000-00-00", ""),
        ("00000000", ""),
        ("", ""),
    ],
)
def test_a_day_is_right_or_absent(written: str, day: str) -> None:
    dated = rss("x", more=f"<pubDate>{written}</pubDate>").published_at

    assert dated == moment(written)
    assert (f"{dated:%Y-%m-%d}" if dated else "") == day


RULES = {
    "zh": "平台规则：卖家必须提交商标注册证书，违规将被扣分并冻结店铺。\n本公告自发布之日起施行，请遵照执行。\n",
    "zh-TW": "賣家必須提交商標註冊證書，違規將被扣分並凍結店鋪。\n本公告自發布日起施行，請遵照執行。\n",
    "ja": "製品の安全に関するリコール情報を検索できます。\n事業者は表示を確認してください。\n",
    "ru": "Правила для продавцов: запрещено продавать контрафактные товары.\n",
}
WRITTEN = [
    ("zh", "utf-8"), ("zh", "gb18030"), ("zh-TW", "utf-8"), ("zh-TW", "big5"), ("ja", "utf-8"),
    ("ja", "shift_jis"), ("ru", "utf-8"), ("ru", "windows-1251"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
@pytest.mark.parametrize("declared", ["", "right", "utf-8"])
@pytest.mark.parametrize("bad", [b"\xff", b"\x80", b"\xfe", b"\xa0"])
def test_a_bad_byte_between_lines_damages_nothing_else(
    language: str, encoding: str, declared: str, bad: bytes
) -> None:
    text = RULES[language] * 3
    lines = text.encode(encoding).split(b"\n")
    charset = {"": "", "right": f"; charset={encoding}"}.get(declared, f"; charset={declared}")
    said = decode(b"\n".join([lines[0], bad + b"\n", *lines[1:]]), f"text/html{charset}", language)
    kept = [line for line in text.split("\n") if line in said.split("\n")]

    assert kept == text.split("\n")


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_text_that_is_cut_anywhere_keeps_what_came(cut: int) -> None:
    text = RULES["zh"] * 2
    said = decode(text.encode()[:-cut], "text/plain; charset=iso-8859-1", "zh")

    assert text.startswith(said.rstrip(REPLACEMENT))
    assert len(said) >= len(text) - cut


def test_another_encoding_is_never_taken_for_a_damaged_utf_8() -> None:
    letters = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会"
    chance = random.Random(7)
    for length, encoding in product(range(12, 60), ["gb18030", "big5"]):
        text = "".join(chance.choices(letters, k=length)).encode(encoding, "ignore")
        language = "zh-TW" if encoding == "big5" else "zh"
        assert decode(text, "", language).encode(encoding, "ignore") == text


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"Sellers \xff read the notice in full.", "application/json; charset=utf-8", "Sellers \ufffd read the notice in full."),
        (b"The seller\x92s caf\xe9 is closed until further notice.", "text/html; charset=utf-8", "The seller\u2019s caf\xe9 is closed until further notice."),
        ("<rss>é</rss>".encode("utf-16-le"), "text/xml", "<rss>é</rss>"),
        ('{"a": "é"}'.encode("utf-16-be"), "", '{"a": "é"}'),
    ],
)  # fmt: skip
def test_stray_bytes_are_read_where_they_make_sense(
    body: bytes, content_type: str, said: str
) -> None:
    assert decode(body, content_type) == said
