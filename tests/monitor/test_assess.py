"""What is noise, what matters, from when, to whom."""

import time
from datetime import date

import pytest
from monitor.assess.noise import noise

from monitor.assess import assess, assess_notice
from monitor.assess.dates import dates_of_force, stated_dates
from monitor.assess.topics import topics_in
from monitor.diff import compare_blocks
from monitor.model import Assessment, Block, DateKind, Document, Edit, Op, Severity, StatedDate


def edit(before: str, after: str, path: tuple[str, ...] = ()) -> Edit:
    op = Op.MODIFIED if before and after else Op.ADDED if after else Op.REMOVED
    return Edit(op=op, path=path, before=before, after=after, similarity=0.9)


def judged(before: str, after: str) -> Assessment:
    old = tuple(Block((), text) for text in before.split("\n"))
    new = tuple(Block((), text) for text in after.split("\n"))
    return assess(compare_blocks(old, new))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "See https://a.example.org/1?s=abc for more.",
            "See https://a.example.org/2?s=xyz for more.",
        ),
        (
            "Write to me@example.org (mailto: me@example.org) soon.",
            "Write to [email protected] soon.",
        ),
        ("Last updated: 3 March 2026", "Last updated: 9 May 2026"),
        ("更新日期：2026年3月1日", "更新日期：2026年5月9日"),
        ("", "Updated on May 9, 2026"),
        ("1 sept. 2018", "30 juil. 2021"),
        ("3,410 people found this helpful", "3,688 people found this helpful"),
        ("浏览 1024", "浏览 2048"),
        ("11.4 Sellers keep invoices.", "11.3 Sellers keep invoices."),
        ("A seller\u2019s \u201cduty\u201d \u2013 always", 'A seller\'s "duty" - always'),
        ("", "Related topics"),
        ("Was this helpful?", ""),
        ("The licence and colour of the programme.", "The license and color of the program."),
        ("Go Search Help", "Search Help"),
        ("Products that are availabe.", "Products that are available."),
        ("Goods of the U.S. origin, e.g. rings.", "Goods of the US origin, eg rings."),
        ("A pre-empted claim by e-mail.", "A preempted claim by email."),
        ("As set out in (d) and (iv) above.", "As set out in (f) and (v) above."),
        ("Help › Terms › Rings", "Help › Terms, Notices › Rings"),
        ("Next: Listing rings", "Next: What every seller of rings should read first"),
        ("", "How do I register a trademark for my rings in another country?"),
        ("戒指需要鉴定证书吗？", ""),
        ("Your feedback helps us improve this page.", ""),
        (
            "This article applies to the sale in: France",
            "Cet article s'applique à la vente en : France",
        ),
    ],
)
def test_noise_is_cosmetic(before: str, after: str) -> None:
    assert noise(edit(before, after)) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Sellers may ship late.", "Sellers may not ship late."),
        ("The fee is USD 5.", "The fee is USD 7."),
        ("Answer within 30 days.", "Answer within 14 days."),
        ("累计3次违规将关闭店铺", "累计2次违规将关闭店铺"),
        ("", "自2027年2月18日起，未印二维码的商品不得发布。"),
        ("", "Every ring needs a certificate."),
        ("Effective date: 1 March 2026", "Effective date: 1 May 2026"),
        ("商家可以提供发票。", "商家必须提供发票。"),
        ("A seller (of rings) may ship.", "A seller (of gold) may ship."),
        ("We are unable to ship.", "We are enabled to ship."),
        ("", "Did you know that every ring needs a certificate from 1 May 2027?"),
        ("Is it allowed? Yes, always.", "Is it allowed? No, never."),
        ("Pay within (30) days.", "Pay within (14) days."),
    ],
)
def test_what_says_something_is_never_noise(before: str, after: str) -> None:
    assert noise(edit(before, after)) is None


def test_a_question_is_no_rule_under_which_names_are_items() -> None:
    heading = ("Does a ring need to be appraised?",)

    assert noise(edit("", "Appraisal abroad", path=heading)) == "label"


def test_a_bare_name_is_an_item_where_the_heading_forbids() -> None:
    assert noise(edit("", "Hoverboards")) == "label"
    assert noise(edit("", "Hoverboards", path=("Prohibited goods",))) is None


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("You may list rings.", "You must not list rings.", "prohibition"),
        ("The deposit is USD 500.", "The deposit is USD 900.", "amount"),
        ("You have 30 days.", "You have 14 days.", "deadline"),
        ("We warn the shop.", "We freeze the shop's balance.", "penalty"),
        ("Upload a photograph.", "Upload an appraisal certificate.", "evidence"),
        ("卖家可以发布。", "卖家不得发布。", "prohibition"),
        ("逾期不处理。", "逾期将冻结资金。", "penalty"),
        (
            "Verkäufer dürfen Ringe anbieten.",
            "Verkäufer dürfen nicht ohne Beleg anbieten.",
            "prohibition",
        ),
        ("Vous avez 30 jours pour répondre.", "Vous avez 14 jours pour répondre.", "deadline"),
        ("El vendedor envía la foto.", "El vendedor debe enviar la factura.", "duty"),
        ("Il venditore risponde.", "La contraffazione è vietata.", "ip"),
    ],
)
def test_a_major_change_names_its_rule_and_words(before: str, after: str, rule: str) -> None:
    found = judged(before, after)

    assert found.severity is Severity.MAJOR
    assert any(reason.rule == rule and reason.words for reason in found.reasons)


def test_a_chinese_word_inside_a_longer_one_is_not_said_twice() -> None:
    found = judged("商家可以提供发票。", "商家必须提供发票。")

    assert [r.words for r in found.reasons if r.rule == "duty"] == [("必须",)]


def test_wording_without_weight_is_minor() -> None:
    found = judged("We answer your questions by telephone.", "We answer your questions by chat.")

    assert found.severity is Severity.MINOR


def test_a_moved_prohibition_is_cosmetic() -> None:
    clause = "Counterfeit rings must not be listed."

    assert (
        judged(
            f"{clause}\nWelcome to all.\nGood luck.", f"Welcome to all.\nGood luck.\n{clause}"
        ).severity
        is Severity.COSMETIC
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This rule takes effect on March 1, 2027.", [date(2027, 3, 1)]),
        ("Effective date: 1 March 2027", [date(2027, 3, 1)]),
        ("本规则自2027年3月11日起施行。", [date(2027, 3, 11)]),
        ("将于 2027 年 3 月 11 日（北京时间）生效", [date(2027, 3, 11)]),
        ("From 1st of March 2027 a certificate is needed.", [date(2027, 3, 1)]),
        ("effective as of 2027-03-01", [date(2027, 3, 1)]),
        ("Last updated: March 1, 2027", []),
        ("The shop was founded on 1 March 2007.", []),
        ("Effective from 31 February 2027.", []),
        ("effective 01/02/2027", []),
        ("发布日期：2027年3月11日", []),
    ],
)
def test_only_a_date_of_force_that_the_text_gives_is_read(text: str, expected: list[date]) -> None:
    assert dates_of_force(text) == expected


def test_a_date_that_stood_before_is_not_new() -> None:
    found = judged("From 1 March 2027 a fee is due.", "From 1 March 2027 a fee of $5 is due.")

    assert found.effective_date is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Lithium batteries need UN 38.3.", "batteries"),
        ("销售婚纱须获授权", "wedding-dresses"),
        ("58 domain names", "domains"),
    ],
)
def test_topics_are_found_in_either_language(text: str, topic: str) -> None:
    assert topic in topics_in(text)


def test_a_topic_word_inside_another_word_is_no_topic() -> None:
    assert "watches" not in topics_in("He watched the toybox battery-free.")
    assert "toys" not in topics_in("toyota")


def test_a_notice_is_judged_by_its_whole_text() -> None:
    notice = Document(
        title="Order", blocks=(Block((), "The court seized 58 domain names."),), key="1"
    )

    found = assess_notice(notice)

    assert found.severity is Severity.MAJOR
    assert found.topics == ("domains",)


@pytest.mark.parametrize("unit", ["规", "1", "1,", "a.", "must not ", "a?b", "a ", '"', "http://"])
def test_no_text_makes_the_judgement_slow(unit: str) -> None:
    """100,000 times the same: nothing here may cost the square of the length."""
    # Of this process alone: how busy the machine is does not matter.
    started = time.process_time()
    judged(unit * 100_000, unit * 99_999 + "x")

    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("Upload the certificate by 30 June 2027.", DateKind.DEADLINE, date(2027, 6, 30)),
        ("请于2027年6月30日前提交资质证书。", DateKind.DEADLINE, date(2027, 6, 30)),
        ("截止日期：2027年6月30日", DateKind.DEADLINE, date(2027, 6, 30)),
        ("Reichen Sie den Nachweis spätestens bis zum 30. Juni 2027 ein.", DateKind.DEADLINE, date(2027, 6, 30)),
        ("Envoyez la facture avant le 30 juin 2027.", DateKind.DEADLINE, date(2027, 6, 30)),
        ("自2027年3月1日起施行", DateKind.EFFECTIVE, date(2027, 3, 1)),
        ("Die Regel gilt ab dem 1. März 2027.", DateKind.EFFECTIVE, date(2027, 3, 1)),
        ("Cette règle entre en vigueur le 1er mars 2027.", DateKind.EFFECTIVE, date(2027, 3, 1)),
        ("La norma entra in vigore il 1 marzo 2027.", DateKind.EFFECTIVE, date(2027, 3, 1)),
        ("Правило вступает в силу с 1 марта 2027 года.", DateKind.EFFECTIVE, date(2027, 3, 1)),
        ("Last updated: 1 March 2027", DateKind.REVISED, date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_a_date_is_told_for_what_the_text_says(text: str, kind: DateKind, day: date) -> None:
    assert stated_dates(text) == (StatedDate(kind, day),)


@pytest.mark.parametrize(
    "text", ["Our shop opened on 1 March 2027.", "Invoice of 1 March 2027", "30 days after notice"]
)
def test_a_date_of_which_nothing_is_said_is_not_told(text: str) -> None:
    assert stated_dates(text) == ()
