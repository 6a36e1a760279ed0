"""Each rule of a notice in six languages, beside decoys that hold its words and mean less."""

import re
from collections import Counter
from typing import Any

import pytest

from monitor.assess.topics import topics_of_notice
from monitor.data import load
from monitor.notices.signs import found_in
from monitor.notices.triage import Level, triage

FILES = ("actors", "acts", "stages", "goods", "genres")

# rule: (headline, text) in English, Chinese, German, French, Spanish, Italian.
RULES = {
    "recall": [
        ("Night lamps taken off shelves: wires come loose", "Web shops had them from May."),
        ("监管部门通报一款发光陀螺玩具", "纽扣电池可被幼儿取出,有误吞危险。"),
        ("Mixer für Kinder: Behörde ordnet Rücknahme an", "Ein Händler aus Ningbo bot ihn an."),
        ("Cette veilleuse peut prendre feu", "Elle fut proposée sur une place de marché."),
        ("Retirada urgente de un sonajero", "Se vendía en tiendas de internet."),
        ("Ritirate dal mercato tre lampade da scrivania", "Erano offerte su Wish."),
    ],
    "ban": [
        ("Shops may no longer sell lawn darts", "The order binds importers, too."),
        ("平台叫停销售激光玩具", "商家须自行删除商品。"),
        ("Behörde stoppt Verkauf von Magnetkugeln", "Händler sind benachrichtigt."),
        ("La vente de puffs devient illégale", "Les commerçants ont vidé leurs rayons."),
        ("Cese de venta para unas lámparas", "Los comercios quitan el artículo."),
        ("Il ministero vieta le palline magnetiche", "I negozi le tolgono."),
    ],
    "duty": [
        ("Novabay: every listing must show a maker's address", "Sellers upload it themselves."),
        ("虾皮新规:店铺须提交法人证件", "未提交的卖家将被限制。"),
        ("Marktplatz fordert Nachweis der Anschrift", "Verkäufer laden die Unterlagen hoch."),
        ("Numéro obligatoire pour vendre des meubles", "Les vendeurs l'affichent."),
        ("Los vendedores deberán mostrar su número", "La regla vale para todas las tiendas."),
        ("Scatta l'obbligo di etichetta per gli imballaggi", "I venditori devono adeguarsi."),
    ],
    "fee": [
        ("Tulip Market puts up commission on lamps", "Sellers see it on the next bill."),
        ("蓝鲸平台上调仓储费", "所有卖家下月起按新标准结算。"),
        ("Birkenmarkt erhöht die Grundgebühr", "Verkäufer zahlen mehr."),
        ("La place de marché relève ses commissions", "Les vendeurs paieront 12 %."),
        ("Sube la comisión de la plataforma", "Los vendedores pagan un punto más."),
        ("La piattaforma aumenta le commissioni", "I venditori pagano di più."),
    ],
    "tariff": [
        ("New levy on parcels from abroad", "It is two pounds for each."),
        ("某国对进口小包征收增值税", "快递企业代缴。"),
        ("Neue Abgabe auf Pakete: vier Euro", "Sie gilt ab 3. Mai."),
        ("Une taxe de 2 euros frappe les petits colis", "Elle est due à l'arrivée."),
        ("El país cobra IVA a los envíos pequeños", "Rige desde el 4 de junio."),
        ("Nuova tassa di 2 euro sui pacchi", "Si paga alla dogana."),
    ],
    "expiry": [
        ("Exemption for small parcels ends", "Carriers pay from 5 May."),
        ("该国取消小额免税政策", "所有包裹均须申报。"),
        ("Zollfreigrenze entfällt für Sendungen", "Der Rat hat es beschlossen."),
        ("Fin de la franchise pour les petits envois", "La date est le 6 mai."),
        ("Fin de la exención para envíos pequeños", "La ley ya rige."),
        ("Fine della esenzione per i pacchi", "La legge vale dal 7 maggio."),
    ],
    "account": [
        ("Etsy closes shops without a tax number", "Payouts are withheld meanwhile."),
        ("平台大规模封店,余额无法提现", "卖家须重新认证。"),
        ("Kaufland sperrt Angebote ohne Nummer", "Händler laden sie hoch."),
        ("Vinted suspend les comptes sans adresse", "Les vendeurs sont prévenus."),
        ("Miravia suspende cuentas sin NIF", "Los vendedores reciben un aviso."),
        ("eBay blocca gli account senza partita IVA", "I venditori sono avvisati."),
    ],
}
DECOYS = [
    ("Council weighs a ban on lawn darts", "Members debate next week."),
    ("Lawmakers want sellers to show an address", "The bill was tabled."),
    ("Tulip Market leaves fees unchanged", "Sellers pay the same."),
    ("What the end of the parcel exemption could mean", "Questions and answers."),
    ("A guide to account checks", "A law firm explains which papers sellers must keep."),
    ("Novabay adds a new tool for labels", "It is optional."),
    ("Regulator sues Temu over a recall", "The case is at its start."),
    ("多家店铺被封?律师解读应对方法", "文章介绍申诉步骤。"),
    ("某国拟取消小额免税政策", "草案正在讨论。"),
    ("Bundesrat berät über Abgabe auf Pakete", "Händler warten ab."),
    ("Le Sénat étudie une taxe sur les colis", "Rien n'est décidé."),
    ("El Congreso estudia prohibir los láseres", "No hay calendario."),
    ("La Camera esamina un dazio sui pacchi", "Il voto è atteso in autunno."),
]
SKIPPED = [
    ("Toyota recalls 40,000 cars", "The bolts may shear."),
    ("Insulin pens recalled", "Patients should call a pharmacist."),
    ("Rossmann ruft Rassel der Eigenmarke zurück", "Kunden bekommen ihr Geld."),
    ("Police take down sites of a botnet", "The domains were seized."),
    ("Account limited? Our experts can help", "Book a free call."),
    ("Marketplace reports record revenue", "Profit doubled."),
    ("某服务商完成亿元融资", "资金用于扩张。"),
]


@pytest.mark.parametrize(
    ("rule", "headline", "text"),
    [(rule, *notice) for rule, notices in RULES.items() for notice in notices],
)
def test_each_rule_is_known_in_six_languages(rule: str, headline: str, text: str) -> None:
    verdict = triage(headline, text, "product-safety")
    named = {found.sign.name for sentence in (headline, text) for found in found_in(sentence)}

    assert verdict.level is Level.ACT
    assert rule in named


@pytest.mark.parametrize(("headline", "text"), DECOYS)
def test_what_may_come_is_explained_or_changes_nothing_is_one_to_know(
    headline: str, text: str
) -> None:
    assert triage(headline, text, "tax-tariff").level is Level.KNOW


@pytest.mark.parametrize(("headline", "text"), SKIPPED)
def test_what_concerns_no_seller_is_skipped(headline: str, text: str) -> None:
    assert triage(headline, text, "product-safety").level is Level.SKIP


def test_a_reminder_with_a_deadline_is_one_to_act_on() -> None:
    headline = "Reminder: shops without bank details will be closed by 3 March"

    assert triage(headline, "Open the settings.", "platform-policy").level is Level.ACT
    assert triage("Reminder: our values", "We are kind.", "platform-policy").level is Level.KNOW


def test_a_fixed_name_says_nothing_by_its_words() -> None:
    assert not found_in("The return rate and the European Commission")
    for demand in ("需提交检测报告", "卖家须提供质检报告", "请上传报告原件"):
        assert "statistic" not in {found.sign.name for found in found_in(demand)}


def test_a_field_stands_for_its_words_in_any_language() -> None:
    for sentence in ("They raise the fee", "Man erhöht die Grundgebühr", "平台上调佣金"):
        assert "fee" in {found.sign.name for found in found_in(sentence)}


def test_each_field_is_written_once_and_used() -> None:
    fields = load("monitor.notices", "fields.yaml")
    acts = load("monitor.notices", "acts.yaml").values()
    used = set(re.findall(r"@([a-z]+)", str([act["words"] for act in acts])))

    assert used - {"month", "number"} == set(fields)
    assert list(fields) == sorted(fields)
    assert [word for words in fields.values() for word in words if " " in str(word)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_phrase_of_a_sign_is_written_twice(name: str) -> None:
    for entry in load("monitor.notices", f"{name}.yaml").values():
        assert [word for word, times in _times(entry["words"]).items() if times > 1] == []


@pytest.mark.parametrize(
    ("headline", "text", "topics"),
    [
        ("Rückruf: Kinderwagen und Halsketten", "", {"toys", "jewellery"}),
        ("Ladekabel und Heizlüfter können brennen", "", {"electronics"}),
        ("Boucles d'oreilles et teinture rappelées", "", {"jewellery", "cosmetics"}),
        ("Retiran un patinete y una batería externa", "", {"self-balancing-vehicles", "batteries"}),
        ("Felpe e lampade ritirate", "", {"apparel", "electronics"}),
        ("某插画师维权,盗图店铺被关", "", {"copyright-images", "account-enforcement"}),
        ("腕表与手链被扣", "", {"watches", "jewellery"}),
        ("Faux sacs de luxe", "", {"luxury", "trademark"}),
        ("V. v. The Partnerships on Schedule A", "", {"trademark"}),
        ("V. v. The Partnerships on Schedule A", "The design patent is narrow.", {"patent"}),
        ("Neue Grundgebühr ab März", "", {"fees"}),
        ("Energielabel wird Pflicht", "", {"certification"}),
    ],
)
def test_topics_are_known_by_the_words_of_sellers(
    headline: str, text: str, topics: set[str]
) -> None:
    assert set(topics_of_notice(headline, text)) == topics


@pytest.mark.parametrize(
    ("headline", "topic"),
    [
        ("The phone keeps ringing", "jewellery"),
        ("We watched the vote", "watches"),
        ("Die Einfuhr der Ware", "watches"),
        ("消费者投诉增多", "fees"),
        ("Toyota opens a plant", "toys"),
        ("The court suspended the trial", "account-enforcement"),
        ("A wrong label on the jar", "certification"),
        ("Supreme Court hears the case", "luxury"),
    ],
)
def test_a_homonym_is_no_topic(headline: str, topic: str) -> None:
    assert topic not in topics_of_notice(headline, "")


def _times(words: Any) -> Counter[str]:
    groups = words.values() if isinstance(words, dict) else [words]
    return Counter(str(word) for group in groups for word in group)


@pytest.mark.parametrize(
    "headline",
    [
        "Tyson Foods recalls nine million pounds of chicken over listeria",
        "泰森食品因李斯特菌召回鸡肉",
        "Rückruf: Käse wegen Listerien zurückgerufen",
        "Rappel de viande hachée : présence de salmonelles",
        "Retiran un queso por listeria: alerta alimentaria",
        "Richiamo: formaggi ritirati per listeria",
        "Ford recalls 200,000 vehicles over brakes",
    ],
)
def test_recalled_goods_of_another_trade_call_no_seller_to_act(headline: str) -> None:
    assert triage(headline, "", "platform-policy").level is Level.KNOW
    assert triage(headline, "", "product-safety").level is Level.SKIP


@pytest.mark.parametrize(
    "headline",
    [
        "Chicken-shaped toys recalled: choking hazard",
        "Recall of a chicken coop heater sold on Amazon",
        "召回：厨房玩具套装水果模型",
        "Rückruf: Spielzeug-Eier mit Magneten",
        "Rappel de jouets en forme de fruits",
        "Retirada de juguetes con forma de fruta",
        "Richiamo: giocattoli a forma di frutta",
    ],
)
def test_recalled_goods_that_only_look_like_food_do(headline: str) -> None:
    assert triage(headline, "", "platform-policy").level is Level.ACT
