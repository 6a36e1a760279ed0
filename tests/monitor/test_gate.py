"""What is no true capture never becomes a version; what is one passes."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.gate import examine, inspect
from monitor.model import Block, Document, Snapshot
from monitor.source import Expectation, Kind, Source

RULE = "Sellers must keep an invoice for every brand and show it within 48 hours. "


def document(*texts: str, title: str = "Rules") -> Document:
    return Document(title=title, blocks=tuple(Block((), text) for text in texts))


def snapshot(body: bytes, status: int = 200, content_type: str = "text/html") -> Snapshot:
    return Snapshot(
        source_id="a",
        url="https://a.example.org",
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        status=status,
        headers=(("Content-Type", content_type),),
        body=body,
        sha256="0",
    )


def source(kind: Kind = Kind.PAGE) -> Source:
    return Source(
        id="a",
        organisation="A",
        title="A",
        category="platform-policy",
        kind=kind,
        url="https://a.example.org",
        language="en",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Please verify you are human to go on.", "captcha"),
        ("请完成验证后继续访问", "captcha"),
        ("Access denied. You don't have permission.", "blocked"),
        ("Please sign in to continue.", "sign-in"),
        ("请先登录", "sign-in"),
        ("Please enable JavaScript to view this page.", "script-needed"),
        ("Sorry, the page you requested cannot be found.", "not-found"),
        ("您访问的页面不存在", "not-found"),
        ("We are under maintenance, come back soon.", "maintenance"),
        ("Before you continue: we value your privacy.", "cookie-wall"),
        ("… •", "empty"),
        ("", "empty"),
    ],
)
def test_a_wall_is_refused_with_its_reason(text: str, reason: str) -> None:
    refused = examine(document(text), None)

    assert refused is not None
    assert refused.reason.code == reason


def test_a_long_rule_may_speak_of_signing_in() -> None:
    text = RULE * 30 + "To appeal, please sign in to your account."

    assert examine(document(text), None) is None


def test_a_short_page_that_always_said_so_passes() -> None:
    page = document("Seller sign-in help: please sign in to read messages, then answer them.")

    assert examine(page, page) is None


def test_a_collapse_is_held_not_condemned() -> None:
    refused = examine(document(RULE), document(RULE * 60))

    assert refused is not None
    assert (refused.reason.code, refused.certain) == ("collapsed", False)


def test_another_language_is_held() -> None:
    refused = examine(document("卖家必须保存发票并在四十八小时内提供。" * 30), document(RULE * 30))

    assert refused is not None
    assert refused.reason.code == "wrong-language"


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        (Expectation(min_chars=500), "too-short"),
        (Expectation(contains=("Enforcement",)), "unexpected"),
    ],
)
def test_an_expectation_that_fails_is_named(expect: Expectation, reason: str) -> None:
    refused = examine(document(RULE), None, expect)

    assert refused is not None
    assert refused.reason.code == reason


def test_expected_words_are_found_whatever_their_case_and_quotes() -> None:
    assert (
        examine(
            document(RULE + "the seller\u2019s ENFORCEMENT"),
            None,
            Expectation(contains=("Seller's enforcement",)),
        )
        is None
    )


def test_misread_characters_are_refused() -> None:
    refused = examine(document("\ufffd\ufffd rule " * 40), None)

    assert refused is not None
    assert refused.reason.code == "garbled"


@pytest.mark.parametrize(
    ("capture", "kind", "reason"),
    [
        (snapshot(b"x", status=204), Kind.PAGE, "http-204"),
        (snapshot(b"  "), Kind.PAGE, "empty"),
        (snapshot(b"\x89PNG", content_type="image/png"), Kind.PAGE, "wrong-type"),
        (snapshot(b"<!DOCTYPE html><html>"), Kind.FEED, "wrong-type"),
    ],
)
def test_a_wrong_answer_is_refused_unread(capture: Snapshot, kind: Kind, reason: str) -> None:
    refused = inspect(capture, source(kind))

    assert refused is not None
    assert refused.reason.code == reason


def test_a_true_rewrite_passes() -> None:
    old = document(*(f"Old clause {i}: {RULE}" for i in range(20)))
    new = document(
        *(
            f"Paragraph {i}. Merchants shall retain proof of purchase for ninety days."
            for i in range(20)
        )
    )

    assert examine(new, old) is None


def test_an_error_where_a_part_stood_is_held() -> None:
    clauses = [f"Clause {i}: {RULE}" for i in range(30)]
    refused = examine(
        document(*clauses[:15], "Application error: a client-side exception"), document(*clauses)
    )

    assert refused is not None
    assert (refused.reason.code, refused.certain) == ("partial", False)


def test_a_rule_about_errors_in_a_whole_page_passes() -> None:
    clauses = [f"Clause {i}: {RULE}" for i in range(30)]

    assert examine(document(*clauses, "If an error occurred, tell us."), document(*clauses)) is None


def test_an_error_above_a_long_cookie_notice_is_refused() -> None:
    notice = "We use cookies and similar technologies to show you our products. " * 40
    refused = examine(document("This page isn't available", notice), None)

    assert refused is not None
    assert refused.reason.code == "not-found"


def test_a_long_rule_that_speaks_of_errors_further_down_passes() -> None:
    rule = [f"Clause {n}: {RULE}" for n in range(20)]

    assert examine(document(*rule, "Page not found", "Access denied"), None) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bitte melden Sie sich an, um fortzufahren.", "sign-in"),
        ("Désolé, cette page n'existe pas.", "not-found"),
        ("Accesso negato", "blocked"),
        ("Página no encontrada", "not-found"),
        ("Подтвердите: я не робот", "captcha"),
        ("Wegen Wartungsarbeiten geschlossen", "maintenance"),
        ("Veuillez activer JavaScript.", "script-needed"),
        ("系统维护中，请稍后再试", "maintenance"),
    ],
)
def test_block_pages_are_known_in_the_catalogue_s_languages(text: str, reason: str) -> None:
    refused = examine(document(text), None)

    assert refused is not None
    assert refused.reason.code == reason


WORDS = (
    "lamp seller invoice report importer market deposit buyer refund carrier parcel deadline notice court appeal fee "
    "label battery charger helmet bicycle stock warehouse customs origin duty record permit licence audit penalty"
).split()


def rules(min_rules: int = 6) -> st.SearchStrategy[Document]:
    """Pages of paragraphs of a like size, each of two sentences."""
    return st.builds(_rules, st.integers(min_rules, 12), st.integers(0, 10**6))


def _rules(size: int, seed: int) -> Document:
    chance = random.Random(seed)
    sentences = [" ".join(chance.choices(WORDS, k=chance.randint(9, 14))) for _ in range(size * 2)]
    return document(*(f"{a.capitalize()}. {b.capitalize()}." for a, b in pairs(sentences)))


def pairs(texts: list[str]) -> list[tuple[str, str]]:
    return list(zip(texts[::2], texts[1::2], strict=True))


def without(page: Document, *numbers: int) -> Document:
    return replace(page, blocks=tuple(b for n, b in enumerate(page.blocks) if n not in numbers))


@given(rules(), st.data())
def test_a_page_that_breaks_off_in_a_sentence_is_refused(
    page: Document, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(page.blocks) - 1))
    text = page.blocks[at].text
    size = data.draw(st.integers(4, len(text) - 2).filter(lambda n: "." not in text[n - 2 : n + 1]))
    cut = replace(page, blocks=(*page.blocks[:at], Block((), text[:size].strip())))

    assert examine(cut, page) is not None


@given(rules(), st.data())
def test_one_paragraph_fewer_is_a_change(page: Document, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(page.blocks) - 2))

    assert examine(without(page, at), page) is None


@given(rules(min_rules=3), rules(min_rules=1), st.data())
def test_more_rules_are_a_change_wherever_they_stand(
    page: Document, more: Document, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(page.blocks)))
    grown = replace(page, blocks=(*page.blocks[:at], *more.blocks, *page.blocks[at:]))

    assert examine(grown, page) is None


CLAUSES = document(
    "Every lamp carries the name of its importer and the number of its lot.",
    "A seller keeps the report of the laboratory for ten years after the last sale.",
    "Whoever finds a fault tells the authority of the harbour within two working days.",
    "Chargers without a fuse are kept apart and returned at the cost of the maker.",
    "The market pays a refund to the buyer before it claims the sum from the seller.",
    "Parcels from abroad state the origin, the weight and the value of each article.",
    "An appeal is free of charge and stays the order until the panel has decided.",
    "Deposits bear interest and are paid back when the last shop of a seller closes.",
    "The panel publishes its decisions every quarter, without the names of buyers.",
    "Questions on these rules are answered by the office of the harbour.",
)


@pytest.mark.parametrize(
    ("gone", "code"),
    [((6, 7, 8, 9), "shrunk"), ((3, 4, 5), "shrunk"), (range(1, 10), "collapsed"), ((5, 6, 7, 8, 9), "shrunk")],
)  # fmt: skip
def test_a_page_that_lost_its_end_or_a_whole_part_is_held(gone: tuple[int, ...], code: str) -> None:
    refused = examine(without(CLAUSES, *gone), CLAUSES)

    assert refused is not None
    assert (refused.reason.code, refused.certain) == (code, False)


@pytest.mark.parametrize("gone", [(4,), (9,), (0,), (4, 5), (8, 9), (2, 6)])
def test_a_page_that_lost_a_clause_or_two_is_a_change(gone: tuple[int, ...]) -> None:
    assert examine(without(CLAUSES, *gone), CLAUSES) is None


def test_a_short_page_that_loses_one_of_three_paragraphs_is_a_change() -> None:
    page = replace(CLAUSES, blocks=CLAUSES.blocks[:3])

    for number in range(3):
        assert examine(without(page, number), page) is None


def test_a_page_that_lost_a_part_and_was_revised_elsewhere_is_a_change() -> None:
    first = CLAUSES.blocks[0].text.replace("the number of its lot", "the year in which it was made")
    revised = without(CLAUSES, 3, 4, 5)
    revised = replace(revised, blocks=(Block((), first), *revised.blocks[1:]))

    assert examine(revised, CLAUSES) is None


def test_a_page_twice_in_one_capture_and_once_again_are_no_fault() -> None:
    twice = replace(CLAUSES, blocks=CLAUSES.blocks * 2)

    assert examine(twice, CLAUSES) is None
    assert examine(CLAUSES, twice) is None


def test_another_page_of_the_site_is_held_though_its_footer_is_the_same() -> None:
    page = replace(CLAUSES, title="Lamps")
    cookies = (
        "A cookie remembers the basket of a visitor.",
        "It ends with the session of the browser.",
    ) * 6
    other = replace(
        document(*cookies, title="Cookies"), blocks=(*document(*cookies).blocks, CLAUSES.blocks[-1])
    )
    refused = examine(other, page)

    assert refused is not None
    assert refused.reason.code == "another-page"
