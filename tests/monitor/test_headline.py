"""What heads a change: its strongest fact, in the subscriber's language."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess import judge
from monitor.language import Language, languages
from monitor.model import (
    Assessment,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Document,
    Edit,
    Op,
    Reason,
    Severity,
)
from monitor.summary import summarise
from monitor.wording import headline, reasons, why

FORBIDDEN = ("Rules", "It is prohibited to sell the following:")


def change_of(
    *facts: tuple[str, str, str, str], rules: int = 3, count: int = 1, **more: object
) -> Change:
    """Make a change with those facts as (kind, subject, before, after)."""
    edit = Edit(op=Op.MODIFIED, path=(), before="a", after="b", similarity=0.9, weight=10)
    found = tuple(Reason(rule=f[0], severity=Severity.MAJOR, words=f[1:]) for f in facts)
    values: dict[str, object] = {
        "id": 1,
        "source_id": "ring-rules",
        "category": "platform-policy",
        "kind": ChangeKind.CONTENT,
        "detected_at": datetime(2027, 1, 1, tzinfo=UTC),
        "summary": "Rings: as stored",
        "url": "",
        "title": "Rings",
        "from_version": 1,
        "to_version": 2,
        "edits": (edit,) * count,
        "assessment": Assessment(severity=Severity.MAJOR, rules=rules, reasons=found),
    }
    return Change(**{**values, **more})  # type: ignore[arg-type]


def judged(before: Document, after: Document) -> Change:
    found = judge(before, after, date(2027, 1, 1))
    return change_of(summary=summarise(found.edits), edits=found.edits, assessment=found.assessment)


@pytest.mark.parametrize(
    ("fact", "english", "chinese"),
    [
        (("period", "appeal period", "30 days", "14 days"), "Appeal period: 30 → 14 days", "申诉期限：30 → 14 天"),
        (("period", "申诉期限", "30天", "14 天"), "Appeal period: 30 → 14 days", "申诉期限：30 → 14 天"),
        (("period", "Einspruchsfrist", "30 Tage", "14 Tage"), "Appeal period: 30 → 14 days", "申诉期限：30 → 14 天"),
        (("period", "délai de recours", "six mois", "14 jours ouvrés"), "Appeal period: 6 months → 14 business days", "申诉期限：6 个月 → 14 个工作日"),
        (("period", "", "one day", "14 days"), "Period: 1 → 14 days", "期限：1 → 14 天"),
        (("period", "Wugong", "1 hour", "2 hours"), "Wugong: 1 → 2 hours", "“Wugong”：1 → 2 小时"),
        (("percent", "commission", "9 %", "15 %"), "Commission: 9 % → 15 %", "佣金：9 % → 15 %"),
        (("percent", "Referral fee percentages · Jewelry", "20%", "18%"), "Commission · Jewelry: 20% → 18%", "佣金 · Jewelry：20% → 18%"),
        (("amount", "保证金", "1万", "5万"), "Deposit: 1万 → 5万", "保证金：1万 → 5万"),
        (("amount", "The monthly fee", "$39.99", "$44.99"), "Monthly fee: $39.99 → $44.99", "月租：$39.99 → $44.99"),
        (("amount", "deposit", "2 million", "5 million"), "Deposit: 2 million → 5 million", "保证金：2 million → 5 million"),
        (("date", "effective", "2027-03-01", "2028-03-01"), "Effective date: 2027-03-01 → 2028-03-01", "生效日期：2027-03-01 → 2028-03-01"),
        (("date", "生效日期", "2027年3月1日", "2028年3月1日"), "Effective date: 2027年3月1日 → 2028年3月1日", "生效日期：2027年3月1日 → 2028年3月1日"),
        (("code", "HS code", "8517.62", "8517.69"), "Tariff code: 8517.62 → 8517.69", "商品编码：8517.62 → 8517.69"),
        (("answer", "Watches", "Yes", "No"), "Watches: Yes → No", "Watches：是 → 否"),
        (("answer", "Watches", "✔", "✘"), "Watches: ✔ → ✘", "Watches：✔ → ✘"),
        (("banned", "悠悠球", "", ""), "Newly banned: 悠悠球", "新增禁售：悠悠球"),
        (("no-longer-banned", "yo-yo balls", "", ""), "No longer banned: yo-yo balls", "不再禁售：yo-yo balls"),
        (("prohibited", "share accounts", "", ""), "Newly prohibited: share accounts", "新增禁止：share accounts"),
        (("no-longer-prohibited", "share accounts", "", ""), "No longer prohibited: share accounts", "不再禁止：share accounts"),
        (("permitted", "knives", "", ""), "Newly permitted: knives", "新增允许：knives"),
        (("no-longer-permitted", "knives", "", ""), "No longer permitted: knives", "不再允许：knives"),
        (("duty-added", "test report", "", ""), "New document: test report", "新增材料：test report"),
        (("duty-added", "must ship", "", ""), "New duty: must ship", "新增要求：must ship"),
        (("duty-removed", "test report", "", ""), "Duty removed: test report", "取消要求：test report"),
        (("prohibition-added", "Rings may not be sold.", "", ""), "New prohibition: Rings may not be sold.", "新增禁止规定：Rings may not be sold."),
        (("moved", "rings", "Allowed", "Restricted"), "rings: from Allowed to Restricted", "rings：从“Allowed”移到“Restricted”"),
        (("negation", "", "with tax", "without tax"), "Wording reversed: with tax → without tax", "措辞反转：with（有）tax → without（没有）tax"),
        (("negation", "", "ohne Gebühr", "mit Gebühr"), "Wording reversed: ohne (without) Gebühr → mit (with) Gebühr", "措辞反转：ohne（没有）Gebühr → mit（有）Gebühr"),
        (("negation", "", "may", "may not"), "Negation changed: “may” → “may not”", "否定措辞有变：“may” → “may not”"),
        (("clause-added", "Rings are round.", "", ""), "New text: Rings are round.", "新增内容：Rings are round."),
        (("clause-added", "Rings must not be sold.", "", ""), "New prohibition: Rings must not be sold.", "新增禁止规定：Rings must not be sold."),
        (("clause-removed", "Rings are round.", "", ""), "Text removed: Rings are round.", "删除内容：Rings are round."),
    ],
)  # fmt: skip
def test_a_fact_heads_the_change_in_each_language(
    fact: tuple[str, str, str, str], english: str, chinese: str
) -> None:
    assert headline(change_of(fact), Language.EN) == english
    assert headline(change_of(fact), Language.ZH) == chinese
    assert reasons(change_of(fact).assessment, Language.EN) == english


@pytest.mark.parametrize(
    "fact",
    [
        ("wording", "Rings are sold gladly.", "", ""),
        ("moved", "rings", "", "Restricted"),
        ("moved", "rings", "Toys", "Toys"),
    ],
)
def test_the_summary_heads_a_change_whose_text_says_more(fact: tuple[str, str, str, str]) -> None:
    assert headline(change_of(fact), Language.ZH) == "Rings: as stored"


def test_a_change_of_an_older_release_keeps_its_summary() -> None:
    old = change_of(("amount", "usd 5", "usd 7", "usd 9"), rules=2)

    assert headline(old, Language.EN) == "Rings: as stored"
    assert reasons(old.assessment, Language.EN).endswith("(usd 5, usd 7, usd 9)")


def test_a_rule_with_the_id_of_a_stronger_fact_is_no_fact() -> None:
    fired = ("amount", "fee", "usd 5", "usd 7")

    assert headline(change_of(("wording", "x", "", ""), fired), Language.EN) == "Rings: as stored"


def test_the_other_edits_are_counted() -> None:
    fact = ("period", "appeal period", "30 days", "14 days")

    assert (
        headline(change_of(fact, count=4), Language.EN)
        == "Appeal period: 30 → 14 days, and 3 more edits"
    )


def test_a_notice_is_headed_by_its_title() -> None:
    notice = change_of(("banned", "x", "", ""), kind=ChangeKind.NOTICE, title="58 domains seized")

    assert headline(notice, Language.ZH) == "58 domains seized"


def test_a_new_item_of_a_list_of_what_is_forbidden_is_named() -> None:
    items = [Block(FORBIDDEN, name, BlockKind.ITEM) for name in ("Knives", "Lasers", "Yo-yo balls")]
    change = judged(
        Document(title="Rules", blocks=tuple(items[:2])),
        Document(title="Rules", blocks=tuple(items)),
    )

    assert headline(change, Language.EN) == "Newly banned: Yo-yo balls"
    assert headline(change, Language.ZH) == "新增禁售：Yo-yo balls"
    assert change.assessment.severity.level == "act"


def test_the_reason_of_a_silence_is_named() -> None:
    before, after = (
        Document(title="Rules", blocks=(Block((), text),))
        for text in ("Rings may be listed freely.", "Rings may be listed freely .")
    )
    change = judged(before, after)

    assert change.assessment.severity is Severity.COSMETIC
    assert why(change.assessment, Language.EN) == (
        "Silent because: same words, other line breaks or signs"
    )
    assert why(change.assessment, Language.ZH) == "静默原因：文字相同，仅换行或标点不同"


def test_changes_of_one_level_are_ranked_by_their_strongest_edit() -> None:
    strong, weak = (
        Edit(op=Op.ADDED, path=(), before="", after="x", similarity=0.0, weight=weight)
        for weight in (100, 30)
    )
    proved = Edit(
        op=Op.ADDED, path=(), before="", after="x", similarity=0.0, weight=100, proof="copies"
    )
    act = Assessment(severity=Severity.URGENT)
    changes = [
        change_of(id=1, edits=(weak, proved)),
        change_of(id=2, edits=(weak, strong)),
        change_of(id=3, edits=(weak,), assessment=act),
    ]

    assert [change.id for change in sorted(changes, key=lambda c: c.rank)] == [3, 2, 1]


@given(st.sampled_from(["period", "moved", "banned", "code"]), *[st.text(max_size=60)] * 3)
def test_any_words_make_a_line(kind: str, subject: str, before: str, after: str) -> None:
    for language in languages():
        assert headline(change_of((kind, subject, before, after)), language)
