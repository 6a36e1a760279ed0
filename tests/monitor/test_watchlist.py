"""Own names are found as their owner means them: however written, and never where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watchlist import NameMatch, TermKind, WatchTerm
from monitor.watchlist.entry import fault_of, guess, is_everyday_name, term_of
from monitor.watchlist.finding import Searched, WatchedText, is_one_letter_apart, keys_of, may_hold
from monitor.watchlist.letters import head_of, squeezed
from monitor.watchlist.names import name_keys

ANYWHERE = "Schedule A: Defendants"


def found(kind: str, name: str, text: str, place: str = "", before: str = "") -> NameMatch | None:
    term = WatchTerm(TermKind(kind), name)
    searched = Searched([WatchedText(text, place, before)])
    match = searched.find(term)
    if match:
        heads = searched.heads()
        assert any(head_of(key) in heads or key in heads for key in keys_of(term))
        assert may_hold(term, squeezed(text))
    return match


NAMED = [
    ("company", "Shenzhen Moonveil Trading Co., Ltd", "SHEN ZHEN MOONVEIL TRADING CO.LTD., et al."),
    ("company", "Shenzhen Moonveil Trading Co., Ltd", "Nike v. Shenzhenshi Moonveil-Trading Limited"),
    ("company", "ShenZhen Shi MoonVeil Trading", "shenzhen moonveil trading co., ltd"),
    ("company", "Shenzhen Moonveil Trading Co., Ltd", "Shenzhen Moonveil Tradng Co., Ltd et al."),
    ("company", "Moonveil Ltd", "an order against Moonveil was granted"),
    ("company", "Moonveil Ltd", "an order against Shenzhen Moonveil LLC"),
    ("company", "深圳市月纱贸易有限公司", "被告深圳月纱贸易有限公司等23家店铺"),
    ("company", "深圳市月纱贸易有限公司", "被告：深圳市月纱贸易（有限公司）"),
    ("company", "月纱贸易有限公司", "深圳市月纱贸易有限公司被诉"),
    ("company", "Black & Decker Moonveil", "Black and Decker Moonveil, Inc."),
    ("shop", "Moonveil Official", "1. MOONVEIL-OFFICIAL; 2. others"),
    ("shop", "Moonveil Official", "the store ‘moonveil_official’"),
    ("shop", "Café Lune", "CAFE LUNE"),
    ("shop", "Happy Home", "toys sold by Happy Home on Amazon"),
    ("shop", "Happy Home", "sold by happyhome, among others"),
    ("shop", "Board of Home Toys", "Ahern v. Board of Home Toys [Order]"),
    ("shop", "Happy Home", "Happy Home must recall its toys."),
    ("shop", "Happy Home", "v. HAPPY HOME, et al."),
    ("shop", "Aoneky 1 23", "Aoneky 1-23"),
    ("shop", "Moonveil's Attic", "Moonveils Attic"),
    ("brand", "月纱", "冻结“月纱”店铺资金"),
    ("trademark", "ＭＯＯＮＶＥＩＬ", "the moon\u200bveil® mark, Moonveil"),
    ("domain", "https://www.Moonveil.com/shop", "domains: shop.moonveil[.]com, x.net"),
    ("domain", "mönveil.de", "xn--mnveil-wxa.de was seized"),
    ("domain", "xn--mnveil-wxa.de", "www.MÖNVEIL.de"),
    ("domain", "moonveil.myshopify.com", "https://moonveil.myshopify.com/products"),
    ("asin", "b0abcd1234", "https://www.amazon.com/dp/B0ABCD1234?th=1"),
    ("listing", "115 234567890", "item 115234567890 was removed"),
    ("patent", "US 10,123,456 B2", "U.S. Patent Nos. 10,123,456 and 9,876,543"),
    ("patent", "10123456", "US10123456B2"),
    ("patent", "USD912,345", "Design Patent No. D912,345"),
    ("patent", "ZL201910123456.7", "专利号CN201910123456.7"),
    ("hs-code", "8517.62", "HTS 8517.62.0090, at 25%"),
    ("hs-code", "8517620090", "goods of heading 8517 pay more"),
    ("hs-code", "851762", "海关编码：8517620000"),
]  # fmt: skip
UNNAMED = [
    ("company", "Shenzhen Moonveil Trading 2 Co., Ltd", "Shenzhen Moonveil Trading 3 Co., Ltd"),
    ("company", "Moonveil Ltd", "Moonveil Garden Co., Ltd filed"),
    ("company", "Moonveil Corporation", "against Moonveil Broadcasting, Inc. et al"),
    ("company", "Moonveil Ltd", "Blue Moonveil Ltd filed"),
    ("company", "月纱贸易有限公司", "东莞市海月纱贸易有限公司被诉"),
    ("shop", "Home", "The home of Home Depot. Home"),
    ("shop", "Home", "Home"),
    ("shop", "Happy Home", "we wish you a happy home"),
    ("shop", "Happy Home", "A Happy Home Decor guide"),
    ("shop", "Happy Home", "sold by Happy Home of New York"),
    ("shop", "Happy Home", "Happy Home Rules Change"),
    ("shop", "Moonveil", "Moonveils and moonveiled"),
    ("shop", "Shop 1 23", "Shop 12 3"),
    ("brand", "月纱", "三月纱线出口"),
    ("domain", "moonveil.com", "moonveil.company and notmoonveil.com and moonveil.com.cn"),
    ("asin", "B0ABCD1234", "XB0ABCD12345"),
    ("listing", "115234567890", "1152345678901"),
    ("patent", "US 10,123,456 B2", "a fine of 10,123,456 dollars"),
    ("patent", "US 10,123,456 B2", "EP 10123456 B1"),
    ("hs-code", "8517.62", "it costs 8517.62 from 2026.11.28"),
    ("hs-code", "8517.62", "HTS 8518.62.00"),
    ("hs-code", "2026.11", "published 2026.11.28"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "text"), NAMED)
def test_a_name_is_found_however_it_is_written(kind: str, name: str, text: str) -> None:
    assert found(kind, name, text)


@pytest.mark.parametrize(("kind", "name", "text"), UNNAMED)
def test_what_is_another_s_is_not_found(kind: str, name: str, text: str) -> None:
    assert found(kind, name, text) is None


def test_an_everyday_word_names_a_shop_in_quotes_or_in_a_list_of_shops() -> None:
    assert found("shop", "Home", "the seller “Home” was sued")
    assert found("shop", "Home", "1. Sunny, 2. Home, 3. Glow", ANYWHERE)
    assert found("shop", "Home", "Home LLC was sued")
    assert not found("shop", "Home", "1. Sunny, 2. Home Depot, 3. Glow", ANYWHERE)


def test_a_match_quotes_the_words_and_names_the_heading() -> None:
    text = f"{'x ' * 100}sold by Moonveil Official on Amazon {'y ' * 100}"
    match = found("shop", "moonveil official", text, "Recall › Sellers")

    assert match is not None
    assert "sold by Moonveil Official on Amazon" in match.quote
    assert match.quote.startswith("…")
    assert len(match.quote) < 200
    assert match.place == "Recall › Sellers"


def test_a_name_that_stood_there_before_is_no_news() -> None:
    assert found("brand", "Moonveil", "Moonveil and Sunny", before="Moonveil") is None
    assert found("brand", "Moonveil", "Moonveil and Sunny", before="Sunny")


def test_what_a_reader_deals_in_is_not_sought() -> None:
    assert found("marketplace", "Amazon", "Amazon") is None
    assert keys_of(WatchTerm(TermKind.MARKET, "US")) == ()


LETTERS = st.text("abcdefghkmnprstuz", min_size=3, max_size=9)
WORDS = st.lists(LETTERS, min_size=1, max_size=4)
SEPARATORS = st.sampled_from([" ", "  ", "-", ". ", ", ", "_", " \u200b", "·"])
SUFFIXES = st.sampled_from(
    ["", " Co., Ltd", " CO.LTD", ", Inc.", " L.L.C.", " GmbH", "有限公司", " Company Limited"]
)
CASES = st.sampled_from([str.upper, str.lower, str.title])


@given(WORDS, SEPARATORS, SUFFIXES, CASES)
def test_punctuation_case_and_form_never_matter(
    words: list[str], separator: str, suffix: str, case: object
) -> None:
    assert callable(case)
    name = " ".join([*words, "qx"])  # never a form of a company
    assert name_keys(case(separator.join([*words, "qx"]) + suffix)) == name_keys(name)


@given(WORDS, st.integers(0, 9999), st.integers(0, 9999))
def test_digits_always_matter(words: list[str], one: int, other: int) -> None:
    a, b = (name_keys(f"{' '.join(words)} {number}") for number in (one, other))
    assert (a == b) == (one == other)
    assert one == other or not is_one_letter_apart(a[0], b[0])


@given(st.lists(LETTERS, max_size=6), WORDS, st.lists(LETTERS, max_size=6), CASES)
def test_a_name_in_quotes_is_found_in_any_text(
    before: list[str], words: list[str], after: list[str], case: object
) -> None:
    assert callable(case)
    name = " ".join([*words, "qx"])
    assert found("shop", name, f"{' '.join(before)} “{case(name)}” {' '.join(after)}")


@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from(list(TermKind)))
def test_no_text_and_no_name_is_too_odd(text: str, typed: str, kind: TermKind) -> None:
    term = term_of(kind, typed)
    fault_of(term)
    guess(typed)
    found(kind, term.text, text)
    found(kind, term.text, f"{text} {typed}")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("moonveil.com", TermKind.DOMAIN), ("https://www.moonveil.com/x", TermKind.DOMAIN), ("B0ABCD1234", TermKind.ASIN),
        ("8517.62", TermKind.HS_CODE), ("US 10,123,456 B2", TermKind.PATENT), ("D912,345", TermKind.PATENT),
        ("115234567890", TermKind.LISTING), ("Shenzhen Moonveil Trading Co., Ltd", TermKind.COMPANY),
        ("深圳市月纱贸易有限公司", TermKind.COMPANY), ("Moonveil", None), ("12345678", None),
    ],
)  # fmt: skip
def test_what_a_text_is_is_guessed_by_its_form(typed: str, kind: TermKind | None) -> None:
    assert guess(typed) is kind


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("shop", "", "name_empty"), ("shop", "x" * 121, "name_long"), ("shop", "Xq", "name_short"),
        ("shop", "Online Store", "name_generic"), ("company", "深圳贸易有限公司", "name_generic"), ("brand", "123", "name_generic"),
        ("domain", "https://www.amazon.com/stores/x", "name_platform"), ("domain", "moonveil", "no_domain"), ("asin", "A1", "no_asin"),
        ("listing", "12", "no_listing"), ("patent", "mine", "no_patent"), ("hs-code", "85", "no_hs-code"),
        ("shop", "Home", ""), ("shop", "月纱", ""), ("goods", "LED", ""), ("domain", "moonveil.myshopify.com", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_for_is_refused_with_a_reason(
    kind: str, typed: str, fault: str
) -> None:
    assert fault_of(term_of(TermKind(kind), typed)) == fault


def test_everyday_names_are_known_as_such() -> None:
    assert is_everyday_name(WatchTerm(TermKind.SHOP, "Happy Home"))
    assert not is_everyday_name(WatchTerm(TermKind.SHOP, "Moonveil Home"))
    assert not is_everyday_name(WatchTerm(TermKind.ASIN, "B0ABCD1234"))
