"""HTML and feeds become blocks; bytes become text."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.feed import read_feed
from monitor.extract.files import read_file
from monitor.extract.html import MAX_DEPTH, read_page
from monitor.extract.snapshot import absolute
from monitor.model import Block, Link

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir())
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><id>urn:1</id><title>Seizure &amp; order</title><link href="https://x.example.org/1"/>
<updated>2026-03-01T08:00:00Z</updated><content type="html">&lt;p&gt;Forty &lt;b&gt;domains&lt;/b&gt;.&lt;/p&gt;</content></entry>
<entry><id>urn:1</id><title>The same again</title></entry><entry/></feed>"""


def outline(block: Block) -> str:
    path = f"{' > '.join(block.path)} | " if block.path else "| "
    return f"{block.kind:<9} {path}{block.text}"


@pytest.mark.parametrize("case", CASES)
def test_page_gives_the_blocks_a_reader_sees(case: str) -> None:
    page = read_page((GOLDEN / case / "page.html").read_text("utf-8"))
    expected = (GOLDEN / case / "expected.txt").read_text("utf-8").splitlines()

    assert [outline(block) for block in page.blocks] == expected


@pytest.mark.parametrize(
    "href",
    [
        "/a/b", "/", "/a/../b", "/.hidden", "//other.example.org/x", "/a//b", "/a?b=1#c", "/a b", "/ä", "c/d", "?q",
        "#top", "", " /a", "https://x.example.org/?", "mailto:a@b.example", "http://[broken", "/a;b", "/%7Ea/~b.html",
    ],
)  # fmt: skip
@pytest.mark.parametrize("base", ["https://h.example.org:8443/p/q?r#s", "https://h.example.org"])
def test_a_link_leads_where_a_browser_would_go(href: str, base: str) -> None:
    (link,) = absolute([Link("a", href)], base)
    try:
        assert link.url == urljoin(base, href)
    except ValueError:
        assert link.url == href


def test_selector_keeps_only_what_it_matches_and_removal_takes_out() -> None:
    html = "<div id=a><p>keep</p><p class=ad>buy</p></div><div id=b>other</div>"

    assert [b.text for b in read_page(html, select="#a", remove=(".ad",)).blocks] == ["keep"]


def test_nested_matches_of_a_selector_are_read_once() -> None:
    html = "<div class=x>one<div class=x>two</div></div>"

    assert [b.text for b in read_page(html, select=".x").blocks] == ["one", "two"]


def test_selector_without_match_is_refused() -> None:
    with pytest.raises(ExtractionError, match="matches nothing") as caught:
        read_page("<p>text</p>", select="#gone")

    assert caught.value.reason.code == "selector-missing"


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(ExtractionError):
        read_page(text)


def test_bottomless_nesting_is_refused_loudly() -> None:
    deep = "<div>" * (MAX_DEPTH + 50) + "clause" + "</div>" * (MAX_DEPTH + 50)

    with pytest.raises(ExtractionError, match="nests over"):
        read_page(deep)


def test_deep_nesting_within_bounds_loses_nothing() -> None:
    page = read_page("<div>" * 400 + "clause" + "</div>" * 400 + "<p>end</p>")

    assert [b.text for b in page.blocks] == ["clause", "end"]


def test_control_and_direction_characters_never_reach_a_block() -> None:
    page = read_page("<p>re\u202everse \x1b[31mred\x07 text</p>")

    assert page.blocks[0].text == "reverse [31mred text"


def test_atom_entries_become_documents_once_each() -> None:
    entries = read_feed(ATOM.encode(), "application/atom+xml", "https://x.example.org/feed")

    assert [entry.title for entry in entries] == ["Seizure & order"]
    assert [block.text for block in entries[0].blocks] == ["Seizure & order", "Forty domains."]
    assert entries[0].published_at is not None
    assert entries[0].published_at.isoformat() == "2026-03-01T08:00:00+00:00"


@pytest.mark.parametrize(
    "body", [b"<html><body>Sign in</body></html>", b"", b"{}", b"\xff\xfe\x00"]
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(ExtractionError, match=r"(?i)feed"):
        read_feed(body, "text/xml", "")


def test_empty_feed_is_a_feed() -> None:
    assert read_feed(b"<rss version='2.0'><channel><title>t</title></channel></rss>", "", "") == ()


def test_entity_bomb_stays_small() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    bomb += "]><rss version='2.0'><channel><item><title>&j;</title><guid>1</guid></item></channel></rss>"

    entries = read_feed(bomb.encode(), "text/xml", "")

    assert sum(len(entry.text) for entry in entries) < 1_000


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("商标注册".encode(), "text/html; charset=iso-8859-1"),
        ("商标注册".encode("gb18030"), "text/html; charset=gb2312"),
        ("<meta charset=gbk>商标注册".encode("gbk"), "text/html"),
        ("商标注册".encode("utf-8-sig"), ""),
        ("商标注册".encode("utf-16"), ""),
        ("商標註冊".encode("big5"), "text/html; charset=big5"),
    ],
)
def test_chinese_comes_out_right_whatever_is_declared(body: bytes, content_type: str) -> None:
    assert decode(body, content_type).endswith(("商标注册", "商標註冊"))


def test_windows_punctuation_under_a_latin_1_label() -> None:
    assert decode(
        "It\u2019s \u201cours\u201d \u20ac5".encode("cp1252"), "text/html; charset=iso-8859-1"
    ) == ("It\u2019s \u201cours\u201d \u20ac5")


def test_markdown_links_are_reduced_to_their_words() -> None:
    document = read_file(
        "a.md",
        b"# Rule\n\nSee [the list](https://x.example.org/a?b=c).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )

    assert [block.text for block in document.blocks] == ["Rule", "See the list.", "a | b", "1 | 2"]


def test_broken_pdf_is_refused() -> None:
    with pytest.raises(ExtractionError, match="PDF cannot be read"):
        read_file("a.pdf", b"%PDF-1.4 nonsense")


def test_a_script_link_of_markdown_is_reduced_to_its_words() -> None:
    document = read_file("a.md", b"See [Return Policy](javascript:;) for more.")

    assert [block.text for block in document.blocks] == ["See Return Policy for more."]


def test_tags_in_a_text_file_are_read_as_tags() -> None:
    document = read_file("a.txt", b"<h1>Fees</h1><p>USD 5<br> is due</p><ul><li>now</li></ul>")

    assert [block.text for block in document.blocks] == ["Fees", "USD 5 is due", "now"]


def test_what_a_page_hides_until_it_is_asked_for_is_read() -> None:
    """Accordions: the rule is on the page, whatever the reader has opened."""
    page = read_page(
        "<main><h1>Rules</h1><div hidden><p>First rule.</p></div><div style='display:none'>Second rule.</div>"
        "<details><summary>More</summary><p>Third rule.</p></details><dl><dt>Fee</dt><dd>USD 5</dd></dl></main>"
    )

    assert [block.text for block in page.blocks] == [
        "Rules", "First rule.", "Second rule.", "More", "Third rule.", "Fee", "USD 5",
    ]  # fmt: skip


def test_what_follows_a_stray_end_of_the_page_is_read() -> None:
    page = read_page("<html><body><p>one</p></body></html><div><p>two</p></div>")

    assert [block.text for block in page.blocks] == ["one", "two"]


RULES = {
    "zh": "平台规则：卖家必须提交商标注册证书，违规将被扣分并冻结店铺。",
    "zh-TW": "賣家必須提交商標註冊證書，違規將被扣分並凍結店鋪。",
    "ja": "製品の安全に関するリコール情報を検索できます。",
    "ru": "Правила для продавцов: запрещено продавать контрафактные товары.",
    "de": "Verkäufer müssen für jede Marke eine Rechnung vorlegen – gemäß § 5.",
    "fr": "Les vendeurs doivent présenter une facture dès réception de la demande.",
    "it": "Il venditore è responsabile della qualità e della conformità.",
}
ENCODINGS = [
    ("zh", "gb18030"), ("zh-TW", "big5"), ("ja", "shift_jis"), ("ja", "euc_jp"),
    ("ru", "windows-1251"), ("ru", "koi8-r"), ("de", "windows-1252"), ("fr", "windows-1252"),
    ("it", "windows-1252"), *((language, "utf-8") for language in RULES),
]  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
@pytest.mark.parametrize("declared", ["", "right", "iso-8859-1"])
def test_every_encoding_declared_or_not_or_wrongly_comes_out_right(
    language: str, encoding: str, declared: str
) -> None:
    charset = {"": "", "right": f"; charset={encoding}"}.get(declared, f"; charset={declared}")

    assert (
        decode(RULES[language].encode(encoding), f"text/html{charset}", language) == RULES[language]
    )
