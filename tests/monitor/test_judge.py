"""What a change comes to: silent or not, how severe, from when; quickly, whatever the text."""

from datetime import date

import pytest

from monitor.assess import Judgement, judge
from monitor.assess.topics import topics_in
from monitor.extract.html import read_page
from monitor.model import Block, Document, Severity
from tests.cost import cost

TODAY = date(2027, 1, 15)
_AROUND = "<p>Sellers keep a record of each sale.</p><p>The office is open on working days.</p>"


def judged(before: str, after: str) -> Judgement:
    old, new = (
        tuple(Block((), text) for text in side.split("\n") if text) for side in (before, after)
    )
    return judge(Document(title="", blocks=old), Document(title="", blocks=new), TODAY)


def of_html(before: str, after: str) -> Judgement:
    pages = (read_page(f"<main><h1>Trade</h1>{_AROUND}{html}</main>") for html in (before, after))
    old, new = (Document(title=page.title, blocks=page.blocks) for page in pages)
    return judge(old, new, TODAY)


def around(text: str) -> str:
    return f"Sellers keep a record of each sale.\n{text}\nThe office is open on working days."


_LIST = "<{tag}>{head}</{tag}><ul><li>Fireworks</li><li>Tobacco</li>{more}</ul>"


def _longer(tag: str, head: str, item: str) -> tuple[str, str]:
    return _LIST.format(tag=tag, head=head, more=""), _LIST.format(
        tag=tag, head=head, more=f"<li>{item}</li>"
    )


ALERTED: dict[str, tuple[str, str]] = {
    "a lead that forbids": _longer("p", "You may not sell the following:", "Drones"),
    "a heading of approval": _longer("h2", "Goods that need approval", "Drones"),
    "a Chinese heading": _longer("h2", "禁售商品", "无人机"),
    "a German heading": _longer("h2", "Verbotene Waren", "Drohnen"),
    "a French heading": _longer("h2", "Produits interdits", "Drones"),
    "a Spanish heading": _longer("h2", "Productos prohibidos", "Drones"),
    "an Italian heading": _longer("h2", "Prodotti vietati", "Droni"),
    "yes to no": ("<table><tr><th>Goods<th>Open<tr><td>Clocks<td>Yes</table>", "<table><tr><th>Goods<th>Open<tr><td>Clocks<td>No</table>"),
    "是 to 否": ("<table><tr><td>类目<td>准入<tr><td>钟表<td>是</table>", "<table><tr><td>类目<td>准入<tr><td>钟表<td>否</table>"),
    "tick to cross": ("<table><tr><td>Clocks<td>✔</table>", "<table><tr><td>Clocks<td>✘</table>"),
    "dot to circle": ("<table><tr><td>Clocks<td>●</table>", "<table><tr><td>Clocks<td>○</table>"),
    "a qualifier": ("<ul><li>Green tea<li>Salt</ul>", "<ul><li>Green tea, only with licence<li>Salt</ul>"),
    "another mark": ("<p>CE marking</p>", "<p>UKCA marking</p>"),
    "a status": ("<p>类目状态：开放</p>", "<p>类目状态：关闭</p>"),
    "moved to the prohibited": (
        "<h2>Allowed goods</h2><ul><li>Kites<li>Balls</ul><h2>Prohibited goods</h2><ul><li>Knives</ul>",
        "<h2>Allowed goods</h2><ul><li>Balls</ul><h2>Prohibited goods</h2><ul><li>Knives<li>Kites</ul>",
    ),
    "swapped": (
        "<h2>Allowed</h2><ul><li>Kites of paper</ul><h2>Prohibited</h2><ul><li>Knives and axes</ul>",
        "<h2>Allowed</h2><ul><li>Knives and axes</ul><h2>Prohibited</h2><ul><li>Kites of paper</ul>",
    ),
    "struck out": ("<p>Sellers must pay a bond of 400 USD.</p>", "<p><del>Sellers must pay a bond of 400 USD.</del></p>"),
    "a date struck out": ("<p>The deadline is 1 March 2027.</p>", "<p>The deadline is <s>1 March 2027</s> 1 June 2027.</p>"),
    "a renamed heading": ("<h2>Allowed goods</h2><ul><li>Kites</ul>", "<h2>Prohibited goods</h2><ul><li>Kites</ul>"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ALERTED))
def test_a_change_of_a_page_is_never_silent(name: str) -> None:
    before, after = ALERTED[name]

    assert not of_html(before, after).is_silent
    assert not of_html(after, before).is_silent


_PAIRS = """
30 days' notice is given.|10 days' notice is given.
48小时内发货|24小时内发货
15 points: the shop is closed.|12 points: the shop is closed.
Bond: $1,250.00|Bond: $1,350.00
Gebühr: 1.250,00 €|Gebühr: 1.350,00 €
Valid from 2027-09-01|Valid from 2027-01-01
Valid from 09/25/2027|Valid from 01/25/2027
商品编码8517.62|商品编码8517.69
Regulation (EU) 2023/1542|Regulation (EU) 2023/1543
Toys meet EN 71-3:2013.|Toys meet EN 71-3:2019.
Open 9:00-17:00|Open 9:00-15:00
See goods.example.org|See goods.example.com
Published 1 May 2026, effective 5 March 2027|Published 1 May 2026, effective 5 January 2027
本规则2026年5月1日发布，2027年3月5日生效。|本规则2026年5月1日发布，2027年1月5日生效。
更新日期：2026年5月1日 生效日期：2027年3月5日|更新日期：2026年5月9日 生效日期：2027年1月5日
Updated 1 May 2026: the deadline is 5 March 2027|Updated 9 May 2026: the deadline is 5 May 2027
The scale reads -5 to 10 degrees.|The scale reads 5 to 10 degrees.
Weight < 5 kg|Weight > 5 kg
Surcharge: +5 %|Surcharge: +8 %
Fee: €5.00 + 3 %|Fee: €6.00 + 3 %
Comments: at most 3|Comments: at most 5
Sellers with 4 stars|Sellers with 3 stars
Next: pay within 10 days|Next: pay within 30 days
Toys > Darts > Not allowed|Toys > Darts > Allowed
GB-T-19001-2016-IDT|GB-T-19001-2020-IDT
US20190123456A1|US20190123457A1
Vests|Vapes
Revolvers|Revolver parts
Is it allowed? Yes, always.|Is it allowed? No, never.
Buyers pay less.|Buyers pay more.
累计三次扣分|累计五次扣分
Every ring needs a certificate.|
"""


@pytest.mark.parametrize("pair", _PAIRS.strip().split("\n"))
def test_what_says_something_is_never_silent(pair: str) -> None:
    before, _, after = pair.partition("|")

    assert not judged(around(before), around(after)).is_silent
    assert not judged(around(after), around(before)).is_silent


_NOISE = """
Last updated: 3 March 2026|Last updated: 9 May 2026
更新日期：2026年3月1日|更新日期：2026年5月9日
Updated over 2 weeks ago|Updated over 3 weeks ago
© 2025 Harbour Ltd|© 2026 Harbour Ltd
build 8f3c2a1|build 0a3c2a1
BTC 67,432.10 ▲ 1.2%|BTC 66,100.00 ▼ 2.1%
EUR/USD 1.0832 -0.12%|EUR/USD 1.0911 +0.42%
3,410 people found this helpful|3,688 people found this helpful
浏览 1024|浏览 2048
1,024 views · 35 comments|1,025 views · 36 comments
3. Sellers pay 5 USD.|4. Sellers pay 5 USD.
第三条 卖家应当付费。|第四条 卖家应当付费。
A seller\u2019s \u201cduty\u201d \u2013 always|A seller's "duty" - always
Was this helpful?|
Go Search Help|Search Help
Help › Terms › Rings|Help › Terms, Notices › Rings
Next: Listing rings|Next: What every seller of rings should read first
"""


@pytest.mark.parametrize("pair", _NOISE.strip().split("\n"))
def test_noise_is_silent(pair: str) -> None:
    before, _, after = pair.partition("|")

    found = judged(around(before), around(after))
    assert found.is_silent
    assert found.assessment.severity is Severity.COSMETIC
    assert all(edit.proof for edit in found.edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("罚款为货值的百分之五", "罚款为货值的百分之八"), ("保证金为五百元", "保证金为九百元"), ("十五天内付款", "三天内付款"),
        ("保证金5万元", "保证金8万元"), ("Pay within fifteen days.", "Pay within three days."),
        ("The fee is five percent.", "The fee is eight percent."), ("It costs fifty dollars.", "It costs ninety dollars."),
        ("Zahlung binnen fünfzehn Tagen", "Zahlung binnen drei Tagen"), ("Vous avez 30 jours.", "Vous avez 14 jours."),
        ("La fianza es de 500 €.", "La fianza es de 900 €."), ("La cauzione è di 500 €.", "La cauzione è di 900 €."),
        ("You may list rings.", "You must not list rings."), ("逾期不处理。", "逾期将冻结资金。"),
    ],
)  # fmt: skip
def test_money_periods_and_duties_affect_the_business(before: str, after: str) -> None:
    assert judged(around(before), around(after)).assessment.severity >= Severity.MAJOR


def test_wording_without_weight_is_for_information() -> None:
    found = judged(around("We answer you by telephone."), around("We answer you by chat."))

    assert found.assessment.severity is Severity.MINOR


def test_newly_banned_goods_are_urgent_and_head_the_alert() -> None:
    found = of_html(*ALERTED["a lead that forbids"])

    assert found.assessment.severity is Severity.URGENT
    assert found.assessment.reasons[0].rule == "banned"
    assert found.assessment.reasons[0].words[0] == "Drones"


@pytest.mark.parametrize(
    ("day", "severity"), [("1 March 2027", Severity.URGENT), ("1 September 2027", Severity.MAJOR)]
)
def test_a_date_of_force_within_sixty_days_is_urgent(day: str, severity: Severity) -> None:
    found = judged(around(""), around(f"This rule takes effect on {day}.")).assessment

    assert found.severity is severity
    assert found.effective_date is not None


def test_a_date_that_stood_before_is_not_new() -> None:
    found = judged("From 1 March 2027 a fee is due.", "From 1 March 2027 a fee of $5 is due.")

    assert found.assessment.effective_date is None


def test_a_moved_prohibition_is_silent() -> None:
    clause = "Counterfeit rings must not be listed."

    assert judged(f"{clause}\nWelcome to all.\nGood luck.", f"Welcome to all.\nGood luck.\n{clause}").is_silent  # fmt: skip


def test_a_chinese_word_inside_a_longer_one_is_named_once() -> None:
    found = judged("商家可以提供发票。", "商家必须提供发票。").assessment

    assert [r.words for r in found.reasons if r.rule == "duty"] == [("必须",)]


@pytest.mark.parametrize(
    ("text", "topic"),
    [("Lithium batteries need UN 38.3.", "batteries"), ("销售婚纱须获授权", "wedding-dresses")],
)
def test_topics_are_found_in_either_language(text: str, topic: str) -> None:
    assert topic in topics_in(text)


def test_a_topic_word_inside_another_word_is_no_topic() -> None:
    assert "watches" not in topics_in("He watched the toybox battery-free.")
    assert "toys" not in topics_in("toyota")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["规", "1", "1,", "a.", "must not ", "a?b", '"', "a**@", "http://"]
)
def test_no_text_makes_the_judgement_slow(unit: str) -> None:
    """Cost grows with the length of a text, never with its square."""
    assert cost(lambda: judged(unit * 50_000, unit * 49_999 + "x")) < 100


@pytest.mark.slow
def test_a_page_written_anew_is_judged_fast() -> None:
    """Of a rewrite only so many edits are examined."""
    old, new = (
        "\n".join(f"{verb} {number} lamps within {number} days" for number in range(4_000))
        for verb in ("Sellers keep", "Die Händler melden uns")
    )
    found = []

    assert cost(lambda: found.append(judged(old, new))) < 80
    assert not found[0].is_silent
