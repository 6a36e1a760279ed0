"""Docket entries under captions that courts publish: who sues whom, and at which stage.

The captions are those of real cases; docket numbers, counsel and private persons are invented.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases import Stage
from monitor.cases.caption import caption_of, defendant_count
from monitor.cases.courts import court_in, court_name, court_of_url, courts, firm_in, firm_labelled
from monitor.cases.docket import docket_in, dockets_in
from monitor.cases.stages import stage_of
from monitor.language import Language

_PUA = "The Partnerships and Unincorporated Associations Identified on Schedule A"
_ICP = (
    "The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated "
    "Associations Identified on Schedule A Hereto"
)
_FLA = 'The Individuals, Partnerships and Unincorporated Associations Identified on Schedule "A"'
C, T, A, P, J, D, X = Stage
N = None
# The docket's line, the plaintiff, whether it is against many, the entry, its stage.
ENTRIES = [
    (f"1:25-cv-06682 KTM AG v. {_ICP}", "KTM AG", True, "COMPLAINT filed by KTM AG; Jury Demand. Filing fee $ 405, receipt number AILNDC-23400001.(Counsel, Ada)", C),
    (f"1:26-cv-00101 Deckers Outdoor Corporation v. {_PUA}", "Deckers Outdoor Corporation", True, "COMPLAINT filed by Deckers Outdoor Corporation; Filing fee $ 405.", C),
    (f"1:26-cv-00102 Luxottica Group S.p.A. v. {_PUA}", "Luxottica Group S.p.A.", True, "SEALED EXHIBIT by Plaintiff Luxottica Group S.p.A. Schedule A regarding complaint 1", N),
    (f"1:26-cv-00103 Oakley, Inc. v. {_PUA}", "Oakley, Inc.", True, "CIVIL Cover Sheet", N),
    (f"1:26-cv-00104 Levi Strauss & Co. v. {_PUA}", "Levi Strauss & Co.", True, "MOTION by Plaintiff Levi Strauss & Co. for leave to file under seal", N),
    (f"1:26-cv-00105 Peanuts Worldwide LLC v. {_PUA}", "Peanuts Worldwide LLC", True, "MOTION by Plaintiff Peanuts Worldwide LLC for temporary restraining order, including a Temporary Injunction, a Temporary Asset Restraint, and Expedited Discovery", N),
    (f"1:26-cv-00106 Sanrio, Inc. v. {_PUA}", "Sanrio, Inc.", True, "MEMORANDUM by Sanrio, Inc. in support of motion for temporary restraining order 11", N),
    (f"1:26-cv-00107 Art Ask Agency v. {_ICP}", "Art Ask Agency", True, "MINUTE entry before the Honorable Ada Bench: Plaintiff's Ex Parte Motion for Entry of a Temporary Restraining Order 12 is granted. Enter Sealed Temporary Restraining Order. Mailed notice", T),
    (f"1:26-cv-00108 Entertainment One UK Ltd. v. {_PUA}", "Entertainment One UK Ltd.", True, "SEALED TEMPORARY RESTRAINING ORDER Signed by the Honorable Ada Bench on 5/1/2026. Mailed notice", T),
    (f"1:26-cv-00109 NBA Properties, Inc. v. {_PUA}", "NBA Properties, Inc.", True, "ORDER granting Plaintiffs' Ex Parte Motion for Entry of a Temporary Restraining Order, including a Temporary Injunction, a Temporary Transfer of the Defendant Domain Names, a Temporary Asset Restraint, and Expedited Discovery", A),
    (f"1:26-cv-00110 Emoji Company GmbH v. {_ICP}", "Emoji Company GmbH", True, "MINUTE entry before the Honorable Ada Bench: Plaintiff's motion to extend the Temporary Restraining Order 24 is granted. The TRO is extended to 5/29/2026.", T),
    (f"1:26-cv-00111 Pit Viper, LLC v. {_PUA}", "Pit Viper, LLC", True, "MINUTE entry before the Honorable Ada Bench: Plaintiff's ex parte motion for entry of a temporary restraining order 13 is denied without prejudice.", N),
    (f"1:26-cv-00112 Grumpy Cat Limited v. {_ICP}", "Grumpy Cat Limited", True, "MOTION by Plaintiff Grumpy Cat Limited for preliminary injunction", N),
    (f"1:26-cv-00113 Monster Energy Company v. {_PUA}", "Monster Energy Company", True, "PRELIMINARY INJUNCTION ORDER Signed by the Honorable Ada Bench on 6/3/2026. Mailed notice", P),
    (f"1:26-cv-00114 Volkswagen Group of America, Inc. v. {_PUA}", "Volkswagen Group of America, Inc.", True, "MINUTE entry: Motion for preliminary injunction 30 is taken under advisement.", N),
    (f"1:26-cv-00115 H-D U.S.A., LLC v. {_PUA}", "H-D U.S.A., LLC", True, "MINUTE entry: Plaintiff's Motion for Entry of a Preliminary Injunction 31 is granted. Enter Preliminary Injunction Order.", P),
    (f"1:26-cv-00116 Bulgari, S.p.A. v. {_PUA}", "Bulgari, S.p.A.", True, "MOTION by Plaintiff Bulgari, S.p.A. for entry of default, MOTION by Plaintiff for default judgment as to all defendants", N),
    (f"1:26-cv-00117 Toho Co., Ltd. v. {_ICP}", "Toho Co., Ltd.", True, "MINUTE entry: Plaintiff's Motion for Entry of Default and Default Judgment 45 is granted. Enter Final Judgment Order. Civil case terminated.", X),
    (f"1:26-cv-00118 Weber-Stephen Products LLC v. {_PUA}", "Weber-Stephen Products LLC", True, "DEFAULT FINAL JUDGMENT ORDER Signed by the Honorable Ada Bench on 7/8/2026.", J),
    (f"1:26-cv-00119 Estee Lauder Cosmetics Ltd. v. {_PUA}", "Estee Lauder Cosmetics Ltd.", True, "NOTICE of Voluntary Dismissal by Estee Lauder Cosmetics Ltd. as to certain defendants", N),
    (f"1:26-cv-00120 Zorro Productions, Inc. v. {_PUA}", "Zorro Productions, Inc.", True, "NOTICE of Voluntary Dismissal by Zorro Productions, Inc. as to Defendant No. 17", N),
    (f"1:26-cv-00121 Eicher Motors Limited v. {_PUA}", "Eicher Motors Limited", True, "MEMORANDUM Opinion and Order: the ex parte motion for a temporary restraining order and asset freeze is denied.", N),
    (f"1:26-cv-00122 Blue Sphere, Inc. v. {_PUA}", "Blue Sphere, Inc.", True, "This action is dismissed without prejudice pursuant to Rule 41(a)(1).", X),
    (f"1:26-cv-00123 Hangzhou Chic Intelligent Technology Co., Ltd. v. {_PUA}", "Hangzhou Chic Intelligent Technology Co., Ltd.", True, "ORDER: the preliminary injunction is vacated as to the remaining defendants.", N),
    (f"1:26-cv-00124 Succession de Saint Exupery-Dagay v. {_PUA}", "Succession de Saint Exupery-Dagay", True, "MINUTE entry: Defendant's motion to dismiss 40 is denied.", N),
    (f"1:26-cv-00125 Shenzhen Yihong Lighting Co., Ltd. v. {_PUA}", "Shenzhen Yihong Lighting Co., Ltd.", True, "ORDER denying motion to seal", N),
    ("1:26-cv-00126 XYZ Corporation v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified on Schedule A", "XYZ Corporation", True, "PROPOSED Temporary Restraining Order by XYZ Corporation", N),
    (f"1:26-cv-00127 Thousand Oaks Barrel Co., LLC v. {_PUA}", "Thousand Oaks Barrel Co., LLC", True, "MINUTE entry: Defendant's motion to dissolve the temporary restraining order 33 is denied.", T),
    (f"0:26-cv-60101 Chanel, Inc. v. {_FLA}", "Chanel, Inc.", True, "COMPLAINT FOR DAMAGES AND INJUNCTIVE RELIEF against The Individuals. Filing fees $ 405.00, filed by Chanel, Inc.", C),
    (f"0:26-cv-60102 Louis Vuitton Malletier, S.A. v. {_FLA}", "Louis Vuitton Malletier, S.A.", True, "ORDER GRANTING EX PARTE APPLICATION FOR ENTRY OF TEMPORARY RESTRAINING ORDER and Order Restraining Transfer of Assets", A),
    (f"0:26-cv-60103 Tiffany (NJ) LLC v. {_FLA}", "Tiffany (NJ) LLC", True, "Ex Parte Application for Entry of Temporary Restraining Order and Order Restraining Transfer of Assets by Tiffany (NJ) LLC", N),
    (f"0:26-cv-60104 Betty's Best, Inc. v. {_FLA}", "Betty's Best, Inc.", True, "FINAL DEFAULT JUDGMENT AND PERMANENT INJUNCTION. Closing Case.", J),
    ("1:26-cv-01101 Mattel, Inc. v. The Entities Doing Business As Toy Store et al", "Mattel, Inc.", True, "COMPLAINT against Toy Store. Filed In Associated Cases.", C),
    ("1:26-cv-01102 Off-White LLC v. Does 1-50", "Off-White LLC", True, "ORDER OF DISMISSAL: the case is dismissed.", X),
    ("1:26-cv-01103 Moonbug Entertainment Limited v. Harbour Store et al", "Moonbug Entertainment Limited", True, "ORDER TO SHOW CAUSE why a preliminary injunction should not issue.", N),
    ("1:26-cv-01104 Jiangsu Huari Webbing Leather Co., Ltd. v. Joes Identified in Schedule A", "Jiangsu Huari Webbing Leather Co., Ltd.", True, "[Order on Motion for TRO]", N),
    ("2:26-cv-00201 Doggie Dental Inc. v. Wang et al", "Doggie Dental Inc.", False, "[Complaint]", C),
    ("1:26-cv-00202 Nifty Home Products Inc. v. Ladynana US", "Nifty Home Products Inc.", False, "[Temporary Restraining Order]", T),
    ("2:26-cv-00203 Xped LLC v. The Entities Listed on Exhibit 1", "Xped LLC", True, "Order that the accounts of the defendants are restrained: accounts frozen.", A),
    (f"3:26-cv-00204 Ain Jeem, Inc. v. {_ICP}", "Ain Jeem, Inc.", True, "JUDGMENT by default entered; the domain names are transferred to Plaintiff.", D),
]  # fmt: skip
CHINESE = [
    ("GBC 代理 NBA 发案，起诉 212 名被告，案号 26-cv-00109", C),
    ("Levi's 起诉卖家，已申请 TRO，尚未获批", C),
    ("【TRO预警】Peanuts 案 TRO 已签发", T),
    ("法院批准 TRO，并冻结被告账户", A),
    ("Monster Energy 案：初步禁令已下达", P),
    ("原告申请初步禁令，听证会定于 6 月 3 日", N),
    ("Toho 案法院作出缺席判决", J),
    ("法院驳回原告的初步禁令申请", N),
    ("法院判令被告域名转移给原告", D),
    ("Blue Sphere 案原告已撤诉，案件终结", X),
    ("原告对部分被告撤诉", N),
    ("卖家请求解除 TRO，法院予以驳回", T),
    ("伊利诺伊北区法院解除 TRO，账户解冻", N),
    ("TRO 延期至 6 月 12 日", T),
]


def test_there_are_forty() -> None:
    assert len(ENTRIES) == 40


@pytest.mark.parametrize(
    ("line", "plaintiff", "is_mass", "entry", "stage"), ENTRIES, ids=[e[1] for e in ENTRIES]
)
def test_a_docket_entry(
    line: str, plaintiff: str, is_mass: bool, entry: str, stage: Stage | None
) -> None:
    caption = caption_of(line)

    assert caption is not None
    assert caption.plaintiff == plaintiff
    assert caption.is_mass is is_mass
    assert stage_of(line, entry) is stage


@pytest.mark.parametrize(("notice", "stage"), CHINESE)
def test_a_chinese_headline(notice: str, stage: Stage | None) -> None:
    assert stage_of(notice, "") is stage


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("起诉 212 名被告", 212),
        ("187名被告", 187),
        ("被告共 56 家", 56),
        ("against 1,204 defendants", 1204),
        ("freezes 40 online stores", 40),
        ("Does 1-50", 50),
        ("Defendants 1 through 88", 88),
        ("Defendant No. 17", None),
        ("2026 年的被告", None),
    ],
)
def test_the_number_of_defendants(text: str, count: int | None) -> None:
    assert defendant_count(text) == count


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1:26-cv-04211-ABC-DE", "1:26-cv-04211"),
        ("案号26-cv-4211号", "26-cv-04211"),
        ("2026-cv-4211", "26-cv-04211"),
        ("Case No. 26 CV 4211", "26-cv-04211"),
        ("26cv04211", "26-cv-04211"),
        ("0:26-CV-60001", "0:26-cv-60001"),
        ("2026-11-02", None),
        ("1:26-cr-00042", None),
    ],
)
def test_forms_of_a_docket_number(written: str, shown: str | None) -> None:
    found = docket_in(written)

    assert (found and found.shown) == shown


@given(st.integers(10, 99), st.integers(10, 99999), st.sampled_from(["-", " ", ""]), st.booleans())
def test_every_form_of_a_number_has_one_key(
    year: int, number: int, joint: str, is_long: bool
) -> None:
    written = f"{'20' if is_long else ''}{year}{joint}cv{joint}{number:05d}"

    assert dockets_in(written) == [f"{year}-cv-{number}"]


@given(st.text(max_size=400))
def test_no_text_breaks_the_readers(text: str) -> None:
    stage_of(text, text)
    caption_of(text)
    docket_in(text)


def test_courts_are_found_by_both_names_and_by_their_addresses() -> None:
    for court in courts():
        assert court_in(court_name(court, Language.EN)) == court
        assert court_in(f"由{court_name(court, Language.ZH)}法院受理") == court
    assert court_in("District Court, N.D. Illinois") == "ilnd"
    assert court_in("伊利诺伊州北区联邦法院") == "ilnd"
    assert court_of_url("https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?1") == "flsd"
    assert (
        court_of_url("https://www.courtlistener.com/api/rest/v4/search/?q=x&court=nysd") == "nysd"
    )
    assert court_of_url("https://ecf.nowhere.example.org/") == ""


def test_firms_have_aliases_that_count_only_where_a_firm_is_named() -> None:
    assert firm_in("Greer, Burns & Crain, Ltd.") == firm_in("GBC 代理") == "gbc"
    assert firm_labelled("Keith") == "keith"
    assert firm_in("Keith bought a watch") == ""
    assert firm_labelled("Unknown & Sons") == "Unknown & Sons"
