"""The stage that a notice of a lawsuit reports."""

import pytest

from monitor.cases import Stage
from monitor.cases.stages import stage_of

_V = "1:26-cv-04211 Lantern Watches v. The Partnerships Identified on Schedule A"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("[Complaint] ( 1 )", Stage.COMPLAINT),
        ("COMPLAINT filed by Lantern; Jury Demand.", Stage.COMPLAINT),
        ("MOTION for temporary restraining order, including a temporary asset restraint", None),
        ("MOTION to dissolve the temporary restraining order is denied.", Stage.TRO),
        ("Defendant's motion to dissolve the TRO is granted.", None),
        ("Plaintiff's ex parte motion for TRO [12] is denied.", None),
        ("[Proposed] Temporary Restraining Order", None),
        ("[Order on Motion for Temporary Restraining Order]", None),
        ("SEALED TEMPORARY RESTRAINING ORDER signed by the judge", Stage.TRO),
        ("The temporary restraining order is extended to 6/12/2026.", Stage.TRO),
        ("TRO granted and hearing on preliminary injunction set for 5/14", Stage.TRO),
        (
            (
                "ORDER granting ex parte motion for entry of a TRO, including a temporary transfer of the "
                "domain names, a temporary asset restraint, and expedited discovery"
            ),
            Stage.ASSET_FREEZE,
        ),
        (
            "PayPal and Alipay shall, within five business days, restrain the accounts of defendants.",
            Stage.ASSET_FREEZE,
        ),
        ("Payment processors are directed to immediately freeze all funds.", Stage.ASSET_FREEZE),
        ("Plaintiff requests that PayPal shall restrain the accounts", None),
        ("Defendants shall be restrained from selling the watches.", None),
        ("Motion for preliminary injunction is taken under advisement.", None),
        (
            "Motion for preliminary injunction is granted. Enter order.",
            Stage.PRELIMINARY_INJUNCTION,
        ),
        ("MOTION for entry of default judgment", None),
        ("FINAL JUDGMENT ORDER", Stage.DEFAULT_JUDGMENT),
        ("The domain names were transferred to Plaintiff.", Stage.DOMAIN_TRANSFER),
        (
            "IT IS ORDERED: VeriSign shall transfer the domain name moonveil.shop to Plaintiff.",
            Stage.DOMAIN_TRANSFER,
        ),
        ("PayPal shall transfer the funds to Plaintiff.", None),
        ("NOTICE of Voluntary Dismissal as to certain defendants", None),
        ("This case is dismissed without prejudice.", Stage.DISMISSAL),
        ("Civil case terminated.", Stage.DISMISSAL),
    ],
)
def test_a_docket_entry_reports_its_stage(text: str, stage: Stage | None) -> None:
    assert stage_of(_V, text) is stage


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("某品牌起诉187名被告，已申请TRO", Stage.COMPLAINT),
        ("原告已申请 TRO", None),
        ("预计本周TRO获批", None),
        ("法院驳回TRO申请", None),
        ("TRO已获批", Stage.TRO),
        ("法院已签发TRO，冻结卖家账户", Stage.ASSET_FREEZE),
        ("东莞过亿大卖遭TRO，400万资金被冻结", Stage.ASSET_FREEZE),
        ("法院责令PayPal等平台冻结被告账户", Stage.ASSET_FREEZE),
        ("TRO 是什么？账户被冻结怎么办", None),
        ("平台公告：违规店铺资金被冻结", None),
    ],
)
def test_a_chinese_notice_reports_its_stage(title: str, stage: Stage | None) -> None:
    assert stage_of(title, "") is stage
