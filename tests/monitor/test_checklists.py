"""Which checklist a change has, and none where no kind surely fits; what every checklist holds."""

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from monitor.assess import judge
from monitor.cases import Stage
from monitor.checklists import Checklist, checklist, checklist_for
from monitor.checklists.checklist import checklists
from monitor.hyperlink import safe_link
from monitor.language import languages, texts
from monitor.model import (
    Assessment,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Document,
    Edit,
    Op,
    Severity,
)
from monitor.notices.assess import assess_notice

TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, tzinfo=UTC)
KINDS = {
    "recall", "ban", "document", "fee", "tro", "seizure", "account-freeze", "counter-notice", "gpsr", "epr", "vat",
}  # fmt: skip

# What a notice's title and text say, and the checklist it has.
NOTICES = [
    ("Wobble lamps recalled due to fire hazard", "Sold on Temu from March to May.", "recall"),
    ("CPSC warns consumers to immediately stop using Brightly magnet sets", "", "recall"),
    ("Product safety alert: Novo LED lights", "Stop using the lights.", "recall"),
    ("Rückruf: Ladegerät kann in Brand geraten", "Das Gerät wurde auf Amazon verkauft.", "recall"),
    ("Rappel de jouets vendus en ligne", "Risque d'étouffement.", "recall"),
    ("某品牌充电宝因起火风险召回", "产品在各平台销售。", "recall"),
    ("市场监管总局：三款儿童玩具停止销售并召回", "存在窒息风险。", "recall"),
    ("Etsy bans the sale of realistic toy guns", "Listings are removed.", "ban"),
    ("New York prohibits the sale of uncertified e-bike batteries", "It applies to online sellers.", "ban"),
    ("亚马逊将磁力珠列为禁售商品", "相关链接将被下架。", "ban"),
    ("Customs officers seize 900 counterfeit watches at the port of Oakland", "", "seizure"),
    ("CBP detains shipment of toys with lead paint", "Importers may respond.", "seizure"),
    ("宁波海关查扣侵权耳机三千件", "当事人可提交申辩。", "seizure"),
    ("上海海关在出口渠道查获侵权球鞋", "", "seizure"),
    ("Court grants temporary restraining order against 120 online shops", "", "tro"),
    ("Judge issues TRO in Schedule A case", "Sellers are named in a sealed list.", "tro"),
    ("律所提醒：某动漫品牌案法院已签发临时限制令", "卖家请自查。", "tro"),
    ("Payment service freezes funds of 300 merchants", "Sellers must answer.", "account-freeze"),
    ("Marketplace to withhold payouts of unverified sellers", "From 1 March 2027.", "account-freeze"),
    ("收款平台冻结卖家资金，需提交发货凭证", "涉及多个店铺。", "account-freeze"),
    ("平台公告：违规店铺货款将被冻结", "请商家自查，资金被冻结 90 天。", "account-freeze"),
    ("Sellers must name an EU responsible person under the GPSR", "From 13 December 2026.", "gpsr"),
    ("General Product Safety Regulation: sellers must complete listings", "By 1 March 2027.", "gpsr"),
    ("欧代信息必须在 12 月 13 日前填写", "涉及所有卖家。", "gpsr"),
    ("French EPR: sellers must enter their unique identification number", "By 1 January 2027.", "epr"),
    ("Händler müssen LUCID-Nummer bis 1. März 2027 angeben", "Sonst wird das Angebot gesperrt.", "epr"),
    ("卖家须在 2027 年 1 月 1 日前完成生产者责任延伸注册", "否则商品将被下架。", "epr"),
    ("UK: overseas sellers must register for VAT from 1 April 2027", "", "vat"),
    ("欧盟自 2027 年 7 月 1 日起取消低值包裹增值税免税", "卖家须使用 IOSS。", "vat"),
    ("Marketplace raises its referral fee for shoes to 17%", "It applies to sellers from 1 March 2027.", "fee"),
    ("Novabay raises commission for all merchants", "The fee is 14% from March 2027.", "fee"),
    ("跨境平台自 2027 年 3 月 1 日起上调佣金", "所有商家适用新的费率。", "fee"),
    ("平台仓储费上涨，商家须留意", "自 2027 年 1 月起。", "fee"),
    ("Sellers must submit test reports for toys by 1 March 2027", "Listings without one are removed.", "document"),
    ("卖家须提交儿童用品合格证书", "截止 2027 年 1 月 31 日，逾期下架。", "document"),
]  # fmt: skip

# Decoys: nothing to do, another matter, only planned, or told by a name that means something else.
OTHER_NOTICES = [
    ("Commission proposes a reform of VAT for online sales", "Member states would have to agree."),
    ("What is a TRO? A guide for sellers", "A temporary restraining order freezes accounts."),
    ("Consultation on extended producer responsibility for textiles", "Comments by 1 March."),
    ("Second EPR reactor at Flamanville starts", "The nuclear plant feeds the grid."),
    ("Border officers seize fentanyl in a parcel of shoes", "A person was arrested."),
    ("CBP seizes 40,000 dollars in unreported currency", "The traveller left."),
    ("Chicken salad recalled for listeria", "Sold in food shops."),
    ("Recall rate of the search engine improves", "The benchmark is public."),
    ("Bank opens a new branch for merchants", "Prices include VAT."),
    ("Court denies temporary restraining order against sellers", "The plaintiff appealed."),
    ("Marketplace lifts the ban on hoverboards", "Listings are accepted again."),
    ("Marketplace lowers commission for books", "The fee falls to 5%."),
    ("Ban on shark fin soup in restaurants", "The town council voted."),
    ("Novabay wins a design award", "The chief executive thanked the team."),
    ("平台下调佣金，商家受益", "费率降至 5%。"),
    ("解读：什么是临时限制令", "律师科普。"),
    ("欧盟拟取消增值税低值免税", "草案征求意见。"),
    ("海关查获毒品三公斤", "嫌疑人被抓获。"),
    ("某食品企业召回奶粉", "涉及两个批次。"),
    ("法院撤销对卖家的临时限制令", "账户解除冻结。"),
    ("平台解冻卖家资金", "款项已恢复提现。"),
    ("平台周年庆，感谢商家支持", "活动持续一周。"),
    ("增值税专用发票开具指南", "适用于小规模纳税人。"),
]

# What a page said and says now under a heading, and the checklist it has.
PAGES = [
    ("Selling fees", "The referral fee is 15%.", "The referral fee is 18%.", "fee"),
    ("Plans", "The subscription fee is $39.99 a month.", "The subscription fee is $44.99 a month.", "fee"),
    ("收费标准", "保证金为 1000 元。", "保证金为 3000 元。", "fee"),
    ("佣金", "珠宝类佣金为 8%。", "珠宝类佣金为 12%。", "fee"),
    ("Toys", "We may ask for papers.", "Sellers must submit a test report for each toy.", "document"),
    ("Lamps", "", "You must provide a declaration of conformity on request.", "document"),
    ("锂电池", "", "商家须提交 UN 38.3 检测报告，否则商品下架。", "document"),
    ("品牌", "商家可以上架品牌商品。", "商家须提供品牌授权书方可上架品牌商品。", "document"),
    ("Disputes", "", "You may send a counter-notice within 10 days.", "counter-notice"),
    ("侵权投诉", "", "商家可在 3 个工作日内提交反通知。", "counter-notice"),
    ("GPSR", "Fields are optional.", "You must fill in the manufacturer's address before you list.", "gpsr"),
    ("EU listings", "", "Every offer needs a responsible person in the EU.", "gpsr"),
    ("Packaging", "", "Sellers to Germany must enter their LUCID number.", "epr"),
    ("德国", "", "卖家须填写包装法注册号。", "epr"),
    ("Tax", "", "Sellers must register for VAT in the country of storage.", "vat"),
    ("税务", "", "卖家必须在欧盟注册增值税税号。", "vat"),
    ("检测报告", "平台要求时在 7 天内提供检测报告。", "平台要求时在 48 小时内提供检测报告，逾期未提供的商品将被下架。", "document"),
]  # fmt: skip

OTHER_PAGES = [
    ("Payments", "We pay out weekly.", "We may freeze the balance of your account for 180 days."),
    ("结算", "每周放款。", "违规店铺的资金将被冻结 180 天。"),
    ("Selling fees", "The referral fee is 18%.", "The referral fee is 15%."),
    ("收费标准", "保证金为 3000 元。", "保证金为 1000 元。"),
    ("Toys", "You must submit a test report.", "You no longer need to submit a test report."),
    ("锂电池", "商家须提交检测报告。", "商家无需提交检测报告。"),
    ("Appeals", "The appeal period is 14 days.", "The appeal period is 30 days."),
    ("Parcels", "Parcels weigh at most 20 kg.", "Parcels weigh at most 30 kg."),
    ("Gifts", "", "Buyers must redeem a gift certificate within a year; none is required."),
    ("Prices", "Prices are shown.", "All prices include VAT at the rate of the buyer."),
    ("Contact", "Write to us.", "Write to us or call us from Monday to Friday."),
    ("联系方式", "请发邮件。", "请发邮件，或在工作日致电客服。"),
]


def notice(title: str, text: str) -> Change:
    blocks = tuple(Block((), part) for part in (title, text) if part)
    edits = tuple(
        Edit(op=Op.ADDED, path=(title,), before="", after=block.text, similarity=0.0)
        for block in blocks[1:]
    )
    assessment = assess_notice(Document(title=title, blocks=blocks), TODAY)
    return change(ChangeKind.NOTICE, title, edits, assessment)


def page(heading: str, before: str, after: str) -> Change:
    around = ("Sellers keep a record of each sale.", "The office is open on working days.")
    sides = [
        Document(
            title="Rules",
            blocks=tuple(Block((heading,), text) for text in (around[0], side, around[1]) if text),
        )
        for side in (before, after)
    ]
    judged = judge(sides[0], sides[1], TODAY)
    return change(ChangeKind.CONTENT, "Rules", judged.edits, judged.assessment)


def change(kind: ChangeKind, title: str, edits: tuple[Edit, ...], assessment: Assessment) -> Change:
    return Change(
        id=1, source_id="rules", category="platform-policy", kind=kind, detected_at=NOW, summary=title, url="",
        title=title, from_version=None, to_version=1, edits=edits, assessment=assessment,
    )  # fmt: skip


def id_of(found: Checklist | None) -> str:
    return found.id if found else ""


@pytest.mark.parametrize(("title", "text", "kind"), NOTICES, ids=[n[0] for n in NOTICES])
def test_a_notice_has_its_checklist(title: str, text: str, kind: str) -> None:
    assert id_of(checklist_for(notice(title, text))) == kind


@pytest.mark.parametrize(("title", "text"), OTHER_NOTICES, ids=[n[0] for n in OTHER_NOTICES])
def test_another_notice_has_none(title: str, text: str) -> None:
    assert id_of(checklist_for(notice(title, text))) == ""


@pytest.mark.parametrize(("heading", "before", "after", "kind"), PAGES, ids=[p[2] for p in PAGES])
def test_a_changed_page_has_its_checklist(heading: str, before: str, after: str, kind: str) -> None:
    assert id_of(checklist_for(page(heading, before, after))) == kind


@pytest.mark.parametrize(
    ("heading", "before", "after"), OTHER_PAGES, ids=[p[2] for p in OTHER_PAGES]
)
def test_another_changed_page_has_none(heading: str, before: str, after: str) -> None:
    assert id_of(checklist_for(page(heading, before, after))) == ""


def test_a_change_that_was_read_without_its_edits_has_none() -> None:
    both = page("Rules", "The fee is 15%.", "Sellers must upload a certificate.")

    assert id_of(checklist_for(both)) == "document"
    assert checklist_for(replace(both, edits=())) is None


def test_an_item_of_a_list_that_forbids_is_a_ban() -> None:
    path = ("Prohibited products policy", "Toys")
    old = (
        Block(("Prohibited products policy",), "Prohibited products policy", BlockKind.HEADING),
        Block(path, "Hoverboards", BlockKind.ITEM),
    )
    new = (*old, Block(path, "Yo-yo balls", BlockKind.ITEM))
    judged = judge(Document(title="P", blocks=old), Document(title="P", blocks=new), TODAY)

    assert (
        id_of(checklist_for(change(ChangeKind.CONTENT, "P", judged.edits, judged.assessment)))
        == "ban"
    )


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        (Stage.TRO, "tro"), (Stage.PRELIMINARY_INJUNCTION, "tro"), (Stage.ASSET_FREEZE, "account-freeze"),
        (Stage.COMPLAINT, ""), (Stage.DISMISSAL, ""),
    ],
)  # fmt: skip
def test_the_stage_of_a_lawsuit_chooses(stage: Stage, kind: str) -> None:
    judged = Assessment(severity=Severity.URGENT)
    of_case = change(ChangeKind.NOTICE, "Tulip GmbH v. Does", (), judged)

    assert id_of(checklist_for(replace(of_case, stage=stage))) == kind


def test_every_kind_has_a_reviewed_checklist_in_every_language() -> None:
    assert {one.id for one in checklists()} == KINDS
    for one in checklists():
        for language in languages():
            steps = one.steps(language)
            assert one.title(language)
            assert 3 <= len(steps) <= 6
            assert all(steps)
            assert len(set(map(str, one.all_steps[0]))) == len(languages())
        assert one.reviewed <= date.today()  # noqa: DTZ011 - a day in a file
        assert one.sources


def test_every_link_is_official_and_safe() -> None:
    links = [link for one in checklists() for link in (*one.sources, *one.forms)]
    for link in links:
        assert safe_link(link.url)
        assert urlsplit(link.url).scheme == "https"
        assert all(link.name(language) for language in languages())


def test_it_says_that_it_is_no_legal_advice() -> None:
    said = [texts("news", language)["no_legal_advice"] for language in languages()]

    assert "not legal advice" in said[0]
    assert "不是法律意见" in said[1]
    with pytest.raises(KeyError):
        checklist("unheard-of")
