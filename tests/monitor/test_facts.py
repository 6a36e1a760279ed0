"""What an edit changes: the fact that heads an alert, its subject and its values."""

import pytest

from monitor.assess.clauses import negations_by_clause
from monitor.assess.facts import WEIGHTS, facts
from monitor.assess.rules import rule_title
from monitor.language import Language
from monitor.model import Edit, Op, Severity
from tests.cost import cost


def edit(before: str, after: str, path: tuple[str, ...] = ()) -> Edit:
    op = Op.MODIFIED if before and after else Op.ADDED if after else Op.REMOVED
    return Edit(op=op, path=path, before=before, after=after, similarity=0.9)


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ("The appeal period is 30 days.", "The appeal period is 14 days.", "period", ("appeal period", "30 days", "14 days")),
        ("The deposit is $1,250.00.", "The deposit is $1,350.00.", "amount", ("deposit", "$1,250.00", "$1,350.00")),
        ("The fee is 5 %.", "The fee is 8 %.", "percent", ("fee", "5 %", "8 %")),
        ("Toys meet EN 71-3:2013.", "Toys meet EN 71-3:2019.", "code", ("Toys meet", "EN 71-3:2013", "EN 71-3:2019")),
        ("Lamps | Yes", "Lamps | No", "answer", ("Lamps", "Yes", "No")),
        ("A deposit of one thousand dollars.", "A deposit of five thousand dollars.", "amount", ("deposit", "one thousand dollars", "five thousand dollars")),
        ("发布日期：2026年11月1日，生效时间：2027年3月5日", "发布日期：2026年11月1日，生效时间：2027年1月5日", "date", ("生效时间", "2027年3月5日", "2027年1月5日")),
    ],
)  # fmt: skip
def test_a_pair_of_values_heads_the_alert(
    before: str, after: str, kind: str, words: tuple[str, ...]
) -> None:
    first = facts(edit(before, after))[0]

    assert (first.kind, (first.subject, first.before, first.after)) == (kind, words)


def test_words_that_count_something_else_are_no_subject() -> None:
    path = ("Rules", "3. Late parcels")
    first = facts(
        edit("After two listings within 90 days.", "After two listings within 60 days.", path)
    )[0]

    assert first.subject == "Late parcels"


def test_an_item_of_a_list_that_forbids_is_newly_banned() -> None:
    (first, *_) = facts(edit("", "Yo-yo balls", path=("You may not sell:",)))

    assert (first.kind, first.subject, first.severity) == ("banned", "Yo-yo balls", Severity.URGENT)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        (("Code of conduct", "You may not:"), "share accounts", "prohibited"),
        (("卖家行为准则", "禁止："), "共用账号", "prohibited"),
        (("Prohibited items", "You may not:"), "share accounts", "banned"),
        (("禁售目录",), "打火机", "banned"),
    ],
)
def test_only_what_stands_in_a_list_of_goods_is_banned(
    path: tuple[str, ...], name: str, kind: str
) -> None:
    added, removed = edit("", name, path=path), edit(name, "", path=path)

    assert facts(added)[0].kind == kind
    assert facts(removed)[0].kind == f"no-longer-{kind}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("Prohibited goods", "no-longer-banned"), ("Permitted goods", "no-longer-permitted"), ("Documents required", "duty-removed")],
)  # fmt: skip
def test_an_item_that_went_is_no_longer_what_its_list_said(path: str, kind: str) -> None:
    assert facts(edit("Kettles", "", path=(path,)))[0].kind == kind


def test_an_item_that_moved_to_the_prohibited_is_newly_banned() -> None:
    moved = Edit(
        op=Op.MOVED, path=("Prohibited goods",), before="Darts", after="Darts", similarity=1, origin=("Allowed",)
    )  # fmt: skip

    assert [fact.kind for fact in facts(moved)][:2] == ["banned", "no-longer-permitted"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("You may list rings.", "You must not list rings.", "prohibition-added"),
        ("卖家可以发布。", "卖家不得发布。", "prohibition-added"),
        ("Sellers may send it.", "Sellers must send it.", "duty-added"),
        ("Händler dürfen es senden.", "Händler müssen es senden.", "duty-added"),
        ("The market takes copies.", "The market never takes copies.", "prohibition-added"),
        ("The fee is paid with tax.", "The fee is paid without tax.", "negation"),
    ],
)
def test_a_verb_that_changed_is_a_fact(before: str, after: str, kind: str) -> None:
    assert kind in {fact.kind for fact in facts(edit(before, after))}


def test_facts_come_strongest_first() -> None:
    found = facts(edit("Pay $5 in 30 days.", "Pay $6 in 10 days, or never."))

    weights = [fact.weight for fact in found]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("kind", list(WEIGHTS))
@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
def test_each_kind_of_fact_has_a_title(kind: str, language: Language) -> None:
    assert rule_title(kind, language) != kind


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        (
            "Sellers may lodge an appeal against the removal of a listing within 30 days.",
            "You have 14 days from our notification to appeal if your listing gets removed.",
            ("30 days", "14 days"),
        ),
        (
            "违规商品将在 7 天内被移除。",
            "我们会移除违规商品，最迟不超过 24 小时。",
            ("7 天", "24 小时"),
        ),
        (
            "For each shop a deposit of $500 is due.",
            "$900 have to be paid by a shop as its deposit.",
            ("$500", "$900"),
        ),
    ],
)
def test_the_only_values_of_a_clause_in_other_words_are_a_pair(
    before: str, after: str, values: tuple[str, str]
) -> None:
    first = facts(edit(before, after))[0]

    assert (first.before, first.after) == values


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "A deposit of $500 is due when you register a shop.",
            "When you register a shop, €900 are due.",
        ),
        ("Appeal within 30 days or, abroad, 60 days.", "You have 14 days for it."),
    ],
)
def test_values_that_may_be_of_something_else_are_no_pair(before: str, after: str) -> None:
    assert not {fact.kind for fact in facts(edit(before, after))} & {"amount", "period"}


def test_a_new_document_is_named_with_its_standards() -> None:
    (first, *_) = facts(edit("", "You must submit a UL 2054 or IEC 62133-2 test report."))

    assert (first.kind, first.subject) == ("document-added", "UL 2054 or IEC 62133-2 test report")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Sellers may appeal within 30 days.", "Refunds are paid within 14 days."),
        (
            "You must appeal within 30 days of the notice.",
            "You must ship within 14 days of the order.",
        ),
        ("Returns are accepted within 30 days.", "Appeals are accepted within 14 days."),
        ("卖家可在 30 天内申诉。", "退款将在 14 天内到账。"),
        ("La caution est de 500 EUR.", "Les frais sont de 80 EUR."),
    ],
)
def test_values_of_two_matters_are_no_pair(before: str, after: str) -> None:
    edit = Edit(op=Op.MODIFIED, path=("Rules",), before=before, after=after, similarity=0.6)
    assert not {fact.kind for fact in facts(edit)} & {"period", "amount", "percent", "number"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("收到通知后 {} 个工作日内可申诉，逾期扣 12 分。", "收到通知后可申诉"),
        ("逾期未处理扣 6 分，{} 个工作日后生效。", "生效"),
        ("保证金在退店后 {} 天退还。", "保证金在退店后退还"),
        ("申诉期限为 {} 天。", "申诉期限"),
    ],
)
def test_a_chinese_period_is_about_the_words_around_it(text: str, subject: str) -> None:
    before, after = text.format(3), text.format(7)
    edit = Edit(op=Op.MODIFIED, path=("规则",), before=before, after=after, similarity=0.95)
    assert [fact.subject for fact in facts(edit) if fact.kind == "period"] == [subject]


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        (
            "收到投诉后未在 3 天内申诉的，将下架商品。",
            "收到投诉后 3 天内未提交申诉的，将下架商品。",
            False,
        ),
        ("You may not resell, but you may lend.", "You may resell, but you may not lend.", True),
        ("Goods may be sold.", "Goods may not be sold.", True),
    ],
)
def test_a_negation_that_only_moved_reverses_nothing(
    before: str, after: str, is_told: bool
) -> None:
    edit = Edit(op=Op.MODIFIED, path=("Rules",), before=before, after=after, similarity=0.9)
    assert ("negation" in {fact.kind for fact in facts(edit)}) is is_told


@pytest.mark.slow
@pytest.mark.parametrize("text", ["not, " * 40_000, "不，" * 40_000])
def test_negations_of_many_clauses_are_counted_in_linear_time(text: str) -> None:
    counts: list[int] = []

    assert cost(lambda: counts.extend(negations_by_clause(text))) < 60
    assert sum(counts) == 40_000
