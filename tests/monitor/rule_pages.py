"""Rule pages of one shape in six languages, changes that matter and noise, for tests of judgement."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.extract.files import read_file
from monitor.model import Document

_SHAPE = """# {title}

{stamp}

## 1. {fees}

{fee}
{pay}

{rate}

## 2. {banned}

{not_sell}

- {pointer}
- {fireworks}

## 3. {allowed}

{sell}

- {lamp}
- {kettle}

## 4. {papers}

{standard}

{never}

| {goods} | {open} |
| --- | --- |
| {lamp} | {yes} |
| {kettle} | {no} |

## 5. {start}

{force}

{owner}
"""


@dataclass(frozen=True)
class RulePage:
    """A page of rules in one language.

    `changes`: by kind, a text and what it becomes. `banned`, `allowed`: items of the two lists.
    `noise`: texts and other forms of the same. `rule`: a sentence with a modal verb, of no page.
    """

    parts: Mapping[str, str]
    changes: Mapping[str, tuple[str, str]]
    noise: tuple[tuple[str, str], ...]
    rule: str
    new_goods: str

    @property
    def text(self) -> str:
        """The page as Markdown."""
        return _SHAPE.format(**self.parts)

    @property
    def items(self) -> tuple[str, ...]:
        """The items of both lists."""
        return tuple(self.parts[name] for name in ("pointer", "fireworks", "lamp", "kettle"))

    def replaced(self, kind: str) -> str:
        """Return the page with the change of a kind."""
        old, new = self.changes[kind]
        assert old in self.text, old
        return self.text.replace(old, new)


def read(markdown: str) -> Document:
    """Return the document that a page is."""
    return read_file("page.md", markdown.encode())


def _numbered_anew(text: str) -> str:
    return re.sub(r"^## (\d)", lambda found: f"## {int(found[1]) + 1}", text, flags=re.MULTILINE)


def _sentences_apart(text: str) -> str:
    """Begin a paragraph at each sentence of a line of its own."""
    return re.sub(r"(?<=[.。])\n(?=[^\n])", "\n\n", text)


def _soft_hyphens(text: str) -> str:
    return re.sub(r"\b([^\W\d_]{5})([^\W\d_]{5,})\b", "\\1\u00ad\\2", text)


def _spaces(text: str) -> str:
    return re.sub(r"(?<=[^\W\d_]) (?=[^\W\d_])", "\u00a0", text)


NOISE: dict[str, Callable[[str], str]] = {
    "other quotes": lambda text: text.replace("'", "\u2019"),
    "other bullets": lambda text: text.replace("\n- ", "\n* "),
    "no-break spaces": _spaces,
    "soft hyphens": _soft_hyphens,
    "sections numbered anew": _numbered_anew,
    "sentences apart": _sentences_apart,
    "bold": lambda text: re.sub(r"\b([^\W\d_]{7,})\b", r"**\1**", text, count=1),
}

_EN = RulePage(
    parts={
        "title": "Rules of the harbour market", "stamp": "Last updated: 3 March 2026", "fees": "Fees and payments",
        "fee": "The seller's listing fee is €1,250.00 for each shop.", "pay": "It is due within 30 days of the invoice.",
        "rate": "The commission on lamps is 12.5 % of the price.", "banned": "Prohibited goods",
        "not_sell": "You may not sell the following:", "pointer": "Laser pointers", "fireworks": "Fireworks",
        "allowed": "Permitted goods", "sell": "You may sell the following:", "lamp": "Desk lamps", "kettle": "Kettles",
        "papers": "Documents", "standard": "Toys must meet EN 71-3:2019 and carry the customs code 8517.62.",
        "never": "The market does not accept copied photographs.", "goods": "Goods", "open": "Open to new sellers",
        "yes": "Yes", "no": "No", "start": "Entry into force", "force": "These rules take effect on 1 September 2027.",
        "owner": "© 2025 Harbour Market Ltd",
    },
    changes={
        "amount": ("€1,250.00", "€1,350.00"), "period": ("30 days", "10 days"), "unit": ("30 days", "30 hours"),
        "percent": ("12.5 %", "12.8 %"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| Yes", "| No"), "negation": ("does not accept", "does accept"), "modal": ("Toys must", "Toys may"),
        "date": ("1 September 2027", "1 November 2027"), "heading": ("Permitted goods", "Prohibited goods too"),
        "lead": ("You may sell", "You may not sell"),
    },
    noise=(("3 March 2026", "9 May 2026"), ("© 2025", "© 2026"), ("harbour market", "harbor market")),
    rule="Sellers must answer each complaint.", new_goods="Hoverboards",
)  # fmt: skip

_DE = RulePage(
    parts={
        "title": "Regeln des Hafenmarkts", "stamp": "Zuletzt aktualisiert: 3. März 2026", "fees": "Gebühren und Zahlung",
        "fee": "Die Gebühr für jeden Laden beträgt 1.250,00 €.", "pay": "Sie ist binnen 30 Tagen nach der Rechnung fällig.",
        "rate": "Die Provision für Lampen beträgt 12,5 % des Preises.", "banned": "Verbotene Waren",
        "not_sell": "Folgende Waren dürfen nicht verkauft werden:", "pointer": "Laserpointer", "fireworks": "Feuerwerk",
        "allowed": "Zulässige Waren", "sell": "Folgende Waren sind erlaubt:", "lamp": "Tischlampen", "kettle": "Wasserkocher",
        "papers": "Unterlagen", "standard": "Spielzeug muss EN 71-3:2019 erfüllen und den Zollcode 8517.62 tragen.",
        "never": "Kopierte Fotografien nimmt der Markt nicht an.", "goods": "Waren", "open": "Offen für neue Händler",
        "yes": "Ja", "no": "Nein", "start": "Inkrafttreten", "force": "Diese Regeln treten am 1. September 2027 in Kraft.",
        "owner": "© 2025 Hafenmarkt GmbH",
    },
    changes={
        "amount": ("1.250,00 €", "1.350,00 €"), "period": ("30 Tagen", "10 Tagen"), "unit": ("30 Tagen", "30 Stunden"),
        "percent": ("12,5 %", "12,8 %"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| Ja", "| Nein"), "negation": ("nicht an", "an"), "modal": ("Spielzeug muss", "Spielzeug darf"),
        "date": ("1. September 2027", "1. November 2027"), "heading": ("Zulässige Waren", "Unzulässige Waren"),
        "lead": ("sind erlaubt", "sind untersagt"),
    },
    noise=(("3. März 2026", "9. Mai 2026"), ("© 2025", "© 2026")),
    rule="Händler müssen jede Beschwerde beantworten.", new_goods="Schwebebretter",
)  # fmt: skip

_FR = RulePage(
    parts={
        "title": "Règles du marché du port", "stamp": "Dernière mise à jour : 3 mars 2026", "fees": "Frais et paiement",
        "fee": "Les frais de chaque boutique s'élèvent à 1 250,00 €.", "pay": "Ils sont dus dans les 30 jours suivant la facture.",
        "rate": "La commission sur les lampes est de 12,5 % du prix.", "banned": "Produits interdits",
        "not_sell": "Vous ne pouvez pas vendre :", "pointer": "Pointeurs laser", "fireworks": "Feux d'artifice",
        "allowed": "Produits autorisés", "sell": "Vous pouvez vendre :", "lamp": "Lampes de bureau", "kettle": "Bouilloires",
        "papers": "Documents", "standard": "Les jouets doivent respecter EN 71-3:2019 et porter le code douanier 8517.62.",
        "never": "Le marché n'accepte pas les photographies copiées.", "goods": "Produits", "open": "Ouvert aux nouveaux vendeurs",
        "yes": "Oui", "no": "Non", "start": "Entrée en vigueur", "force": "Ces règles entrent en vigueur le 1er septembre 2027.",
        "owner": "© 2025 Marché du Port SARL",
    },
    changes={
        "amount": ("1 250,00 €", "1 350,00 €"), "period": ("30 jours", "10 jours"), "unit": ("30 jours", "30 heures"),
        "percent": ("12,5 %", "12,8 %"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| Oui", "| Non"), "negation": ("n'accepte pas", "accepte"), "modal": ("jouets doivent", "jouets peuvent"),
        "date": ("1er septembre 2027", "1er novembre 2027"), "heading": ("Produits autorisés", "Autres produits interdits"),
        "lead": ("Vous pouvez", "Vous ne pouvez pas"),
    },
    noise=(("3 mars 2026", "9 mai 2026"), ("© 2025", "© 2026")),
    rule="Les vendeurs doivent répondre à chaque plainte.", new_goods="Planches volantes",
)  # fmt: skip

_ES = RulePage(
    parts={
        "title": "Normas del mercado del puerto", "stamp": "Última actualización: 3 de marzo de 2026", "fees": "Tarifas y pagos",
        "fee": "La tarifa de cada tienda es de 1.250,00 €.", "pay": "Se paga en un plazo de 30 días desde la factura.",
        "rate": "La comisión por las lámparas es del 12,5 % del precio.", "banned": "Productos prohibidos",
        "not_sell": "No se permite vender lo siguiente:", "pointer": "Punteros láser", "fireworks": "Fuegos artificiales",
        "allowed": "Productos permitidos", "sell": "Se puede vender lo siguiente:", "lamp": "Lámparas de mesa", "kettle": "Hervidores",
        "papers": "Documentos", "standard": "Los juguetes deben cumplir EN 71-3:2019 y llevar el código aduanero 8517.62.",
        "never": "El mercado no acepta fotografías copiadas.", "goods": "Productos", "open": "Abierto a nuevos vendedores",
        "yes": "Sí", "no": "No", "start": "Entrada en vigor", "force": "Estas normas entran en vigor el 1 de septiembre de 2027.",
        "owner": "© 2025 Mercado del Puerto S.L.",
    },
    changes={
        "amount": ("1.250,00 €", "1.350,00 €"), "period": ("30 días", "10 días"), "unit": ("30 días", "30 horas"),
        "percent": ("12,5 %", "12,8 %"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| Sí", "| No"), "negation": ("no acepta", "acepta"), "modal": ("juguetes deben", "juguetes pueden"),
        "date": ("1 de septiembre de 2027", "1 de noviembre de 2027"), "heading": ("Productos permitidos", "Otros productos prohibidos"),
        "lead": ("Se puede", "No se puede"),
    },
    noise=(("3 de marzo de 2026", "9 de mayo de 2026"), ("© 2025", "© 2026")),
    rule="Los vendedores deben responder a cada queja.", new_goods="Patinetes voladores",
)  # fmt: skip

_IT = RulePage(
    parts={
        "title": "Regole del mercato del porto", "stamp": "Ultimo aggiornamento: 3 marzo 2026", "fees": "Tariffe e pagamenti",
        "fee": "La tariffa di ogni negozio è di 1.250,00 €.", "pay": "Si paga entro 30 giorni dalla fattura.",
        "rate": "La commissione sulle lampade è del 12,5 % del prezzo.", "banned": "Prodotti vietati",
        "not_sell": "Non è consentito vendere quanto segue:", "pointer": "Puntatori laser", "fireworks": "Fuochi d'artificio",
        "allowed": "Prodotti consentiti", "sell": "È consentito vendere quanto segue:", "lamp": "Lampade da tavolo", "kettle": "Bollitori",
        "papers": "Documenti", "standard": "I giocattoli devono rispettare EN 71-3:2019 e riportare il codice doganale 8517.62.",
        "never": "Il mercato non accetta fotografie copiate.", "goods": "Prodotti", "open": "Aperto a nuovi venditori",
        "yes": "Sì", "no": "No", "start": "Entrata in vigore", "force": "Queste regole entrano in vigore il 1 settembre 2027.",
        "owner": "© 2025 Mercato del Porto S.r.l.",
    },
    changes={
        "amount": ("1.250,00 €", "1.350,00 €"), "period": ("30 giorni", "10 giorni"), "unit": ("30 giorni", "30 ore"),
        "percent": ("12,5 %", "12,8 %"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| Sì", "| No"), "negation": ("non accetta", "accetta"), "modal": ("giocattoli devono", "giocattoli possono"),
        "date": ("1 settembre 2027", "1 novembre 2027"), "heading": ("Prodotti consentiti", "Altri prodotti vietati"),
        "lead": ("È consentito", "È vietato"),
    },
    noise=(("3 marzo 2026", "9 maggio 2026"), ("© 2025", "© 2026")),
    rule="I venditori devono rispondere a ogni reclamo.", new_goods="Tavole volanti",
)  # fmt: skip

_ZH = RulePage(
    parts={
        "title": "海港市场规则", "stamp": "更新日期：2026年3月3日", "fees": "费用与付款",
        "fee": "每个店铺的上架费为1250元。", "pay": "卖家在收到账单后30天内付款。",
        "rate": "台灯的佣金为售价的12.5%。", "banned": "禁售商品",
        "not_sell": "卖家不得销售以下商品：", "pointer": "激光笔", "fireworks": "烟花",
        "allowed": "可售商品", "sell": "卖家可以销售以下商品：", "lamp": "台灯", "kettle": "电水壶",
        "papers": "资料", "standard": "玩具必须符合EN 71-3:2019，并标注海关编码8517.62。",
        "never": "市场不接受翻拍的照片。", "goods": "商品", "open": "是否向新卖家开放",
        "yes": "是", "no": "否", "start": "生效", "force": "本规则自2027年9月1日起施行。",
        "owner": "© 2025 海港市场有限公司",
    },
    changes={
        "amount": ("1250元", "1350元"), "period": ("30天", "10天"), "unit": ("30天", "30小时"),
        "percent": ("12.5%", "12.8%"), "standard": ("71-3:2019", "71-3:2013"), "code": ("8517.62", "8517.69"),
        "mark": ("| 是 |", "| 否 |"), "negation": ("不接受", "接受"), "modal": ("玩具必须", "玩具可以"),
        "date": ("2027年9月1日", "2027年11月1日"), "heading": ("可售商品", "其他禁售商品"), "lead": ("可以销售", "不得销售"),
    },
    noise=(("2026年3月3日", "2026年5月9日"), ("© 2025", "© 2026"), ("账单", "帐单")),
    rule="卖家必须答复每一项投诉。", new_goods="平衡车",
)  # fmt: skip

PAGES = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "it": _IT, "zh": _ZH}
