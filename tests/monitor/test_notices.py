"""Notices are judged as news: act, know or skip, with the words that decided."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.topics import topics_in, topics_of_notice
from monitor.language import Language
from monitor.model import Assessment, Block, Document, Severity
from monitor.notices.assess import assess_notice
from monitor.notices.signs import title
from monitor.notices.triage import Level, triage

TODAY = date(2026, 11, 28)

ACT = [
    ("Novabay raises its final value fee for shoes", "Sellers pay 14% from 3 March 2027."),
    ("Glowing yo-yos recalled: button cells come loose", "They were sold on Temu."),
    (
        "Agency warns consumers to stop using magnet sets",
        "The importer has not agreed to a recall.",
    ),
    ("Amazon bans laser pointers above 1 mW", "Listings will be removed."),
    ("Marshals seize 212 domains of shops with fake handbags", "The sites show a banner."),
    ("Tulip GmbH v. The Partnerships Identified on Schedule A", "Complaint; motion for a TRO."),
    ("New customs duty of €4 on small parcels", "It applies from 1 May 2027 to importers."),
    ("End of the de minimis exemption for parcels", "From 2 May 2027 sellers owe duties."),
    ("Customs issues detention order on toys of two makers", "Importers must prove the origin."),
    ("Etsy: what we require", "Sellers must verify their bank account by 31 January 2027."),
    ("跨境平台虾皮自2027年3月1日起上调佣金", "所有商家适用新的费率。"),
    ("欧盟召回多款发光玩具", "产品存在窒息风险,须停止销售。"),
    ("某律所代理卡通品牌发案,两百家店铺资金被冻结", "请卖家尽快自查。"),
    ("亚马逊将磁力珠列为禁售产品", "相关链接将下架。"),
    ("Rückruf: Lichterkette kann Brand auslösen", "Das Produkt wurde auf Amazon verkauft."),
    ("Händler müssen ab 1. Juni Registrierungsnummer angeben", "Sonst wird das Konto gesperrt."),
    ("Rappel de trottinettes électriques vendues en ligne", "La batterie peut prendre feu."),
    ("Temu interdit les lasers", "Les vendeurs doivent retirer leurs annonces."),
    ("Retirada de un cargador vendido en AliExpress", "Riesgo de descarga eléctrica."),
    ("La comisión de Shopee sube al 6 %", "Los vendedores pagan más desde el 1 de abril de 2027."),
    ("Richiamo di peluche venduti online", "Piccole parti si staccano."),
    ("Dal 1° luglio 2027 dazio di 3 euro sui pacchi", "Si applica ai venditori extra UE."),
]
KNOW = [
    ("Commission proposes a fee on small parcels", "Sellers would pay from 2030."),
    ("Customs seized fewer fakes: annual report", "Most parcels came by post."),
    ("Officers intercept 900 counterfeit watches in one parcel", "They came by air."),
    ("Judge denies TRO against sellers of lamps", "The patent looks narrow."),
    ("Man sentenced for selling fake sneakers", "He must serve two years."),
    ("Regulator opens an investigation into Temu", "It looks at toys."),
    ("Tariff exclusions for toys extended", "Importers need not pay until June 2027."),
    ("How to register for packaging numbers", "Sellers must register before they sell."),
    ("Does a marketplace need a seller's tax number?", "Sellers must know."),
    ("商务部就小额包裹规则公开征求意见", "拟对卖家作出新的要求。"),
    ("海关公布年度查获侵权货物统计数据", "查获数量同比增长。"),
    ("Entwurf: Onlinehändler sollen Rücknahme anbieten", "Das Gesetz ist geplant."),
    ("Zoll stellt 400 gefälschte Uhren sicher", "Sie kamen in einem Paket."),
    ("Projet de loi sur les petits colis", "Les vendeurs devraient payer."),
    ("La Guardia Civil incauta 300 bolsos falsificados", "Venían en un contenedor."),
]
SKIP = [
    ("Officers find cocaine in a truck", "The driver was arrested."),
    ("Maker recalls 40,000 pickup trucks over airbags", "Owners are told by letter."),
    ("Chicken recalled over listeria", "Consumers should discard it."),
    ("Association hosts its annual awards dinner", "Guests came from ten countries."),
    ("New director appointed at the customs school", "She starts in May."),
    ("4:26-cv-01234 Miller v. Harbour Foods Inc.", "[Order on motion]"),
    ("Sandbox API release notes 4.2", "Two parameters were renamed."),
    ("Scheduled maintenance of the filing system", "It is down on Sunday."),
    ("IKEA recalls a children's stool", "Bring it back to the store."),
    ("Torrent site loses its domain", "Films were offered there."),
    ("Seized: live tortoises in a suitcase", "A passenger had hidden them."),
    ("海关查获冰毒三公斤", "嫌疑人已移交。"),
    ("协会举办行业论坛", "多家企业参加。"),
    ("Salmonellen: Rückruf von Salami", "Der Hersteller warnt."),
    ("Saisie de cocaïne au port", "Deux personnes arrêtées."),
]


@pytest.mark.parametrize(("headline", "text"), ACT)
def test_a_notice_that_demands_something_of_sellers_is_one_to_act_on(
    headline: str, text: str
) -> None:
    verdict = triage(headline, text)

    assert verdict.level is Level.ACT
    assert verdict.reasons


@pytest.mark.parametrize(("headline", "text"), KNOW)
def test_a_notice_of_what_may_come_or_has_been_is_one_to_know(headline: str, text: str) -> None:
    assert triage(headline, text).level is Level.KNOW


@pytest.mark.parametrize(("headline", "text"), SKIP)
def test_a_notice_of_another_trade_is_skipped(headline: str, text: str) -> None:
    assert triage(headline, text).level is Level.SKIP


def test_a_notice_that_nothing_speaks_for_or_against_is_one_to_know() -> None:
    assert triage("Zwq", "").level is Level.KNOW
    assert triage("", "").level is Level.KNOW


def test_the_reasons_name_the_words_that_decided() -> None:
    verdict = triage("Board bans hoverboards", "Importers must stop.")

    assert ("notice-ban", ("bans",)) in [(found.sign.id, found.words) for found in verdict.reasons]


def test_what_an_association_demands_binds_nobody() -> None:
    headline, text = "Brands want more", "Platforms must verify their sellers."

    assert triage(headline, text).level is Level.ACT
    assert triage(headline, text, "association-notice").level is Level.KNOW


def test_a_source_for_sellers_binds_them_whatever_goods_it_names() -> None:
    headline, text = (
        "Changes to our dietary supplements policy",
        "From 2 April 2027 you must test them.",
    )

    assert triage(headline, text).level is Level.SKIP
    assert triage(headline, text, "platform-policy").level is Level.ACT


def test_a_recalled_thing_may_be_made_of_steel() -> None:
    assert triage("Steel tariffs under review", "Mills ask for more.").level is Level.SKIP
    assert triage("Stainless steel sippers recalled", "They break.").level is Level.ACT


def test_later_sentences_do_not_turn_a_statistic_into_a_duty() -> None:
    verdict = triage("Annual report on unsafe toys", "Sellers must comply. Fines are due.")

    assert verdict.level is Level.KNOW


def assessed(headline: str, text: str) -> Assessment:
    document = Document(title=headline, blocks=(Block((), headline), Block((), text)), key="1")
    return assess_notice(document, TODAY)


@pytest.mark.parametrize(
    ("headline", "text", "severity"),
    [
        ("Cocaine found in a truck", "Two arrests.", Severity.COSMETIC),
        ("Commission proposes a parcel fee", "Comments are welcome.", Severity.MINOR),
        ("Etsy raises its listing fee", "It applies from 1 June 2027.", Severity.MAJOR),
        ("Etsy raises its listing fee", "It applies from 1 January 2027.", Severity.URGENT),
        ("Etsy raises its listing fee", "It applied from 1 January 2026.", Severity.MAJOR),
        ("Etsy raises its listing fee", "It applies from 1 June 2031.", Severity.MINOR),
        ("Toy drones recalled", "They may burn.", Severity.URGENT),
    ],
)
def test_the_severity_of_a_notice_follows_from_its_level_and_its_dates(
    headline: str, text: str, severity: Severity
) -> None:
    assert assessed(headline, text).severity is severity


def test_an_assessment_names_topics_dates_and_reasons() -> None:
    found = assessed(
        "Etsy: toys need a CE marking", "Sellers must upload it. Effective 1 March 2027."
    )

    assert found.effective_date == date(2027, 3, 1)
    assert {"toys", "certification"} <= set(found.topics)
    assert all(reason.rule.startswith("notice-") for reason in found.reasons)


def test_each_reason_has_a_title_in_both_languages() -> None:
    assert title("notice-recall", Language.EN) == "recall or safety warning"
    assert title("notice-recall", Language.ZH) == "召回或安全警示"
    assert title("deadline", Language.EN) == "deadline"


@pytest.mark.parametrize(
    ("headline", "topic"),
    [
        ("Gefälschte Turnschuhe im Paket", "trademark"),
        ("Gefälschte Turnschuhe im Paket", "apparel"),
        ("Rappel d'une peluche pour enfants", "toys"),
        ("Retiran un cargador de móvil", "electronics"),
        ("Orologi contraffatti a Napoli", "watches"),
        ("平台将严查跟卖行为", "trademark"),
        ("大批店铺遭封店", "account-enforcement"),
        ("Sellers must register until March 3", "deadlines"),
        ("コスメと化粧品の表示", "cosmetics"),
        ("Комиссии маркетплейса вырастут", "fees"),
    ],
)
def test_topics_are_found_in_many_languages(headline: str, topic: str) -> None:
    assert topic in topics_of_notice(headline, "")


def test_a_notice_is_not_about_what_it_mentions_once_far_below() -> None:
    filler = "The committee met and spoke of many things. " * 20

    assert topics_of_notice("Minutes", f"{filler} A drone was seen.") == ()
    assert topics_of_notice("Minutes", filler + "A drone was seen. " * 4) == ("drones",)


def test_the_name_of_an_office_is_no_topic() -> None:
    assert topics_in("The Patent and Trademark Office moves.") == ()


@given(st.text(max_size=300), st.text(max_size=600))
def test_no_text_breaks_the_triage(headline: str, text: str) -> None:
    assert triage(headline, text).level in Level


@given(st.sampled_from([*ACT, *KNOW, *SKIP]))
def test_the_case_of_letters_decides_nothing(notice: tuple[str, str]) -> None:
    headline, text = notice

    assert triage(headline.upper(), text).level is triage(headline, text).level
