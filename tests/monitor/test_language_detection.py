"""The language of a text is told when it is sure, and not otherwise."""

import pytest

from monitor.gate import examine
from monitor.language_detection import language_of_text
from monitor.model import Block, Document

RULES = {
    "en": "The seller must keep the invoice for each brand that is listed, and you may not list any of your goods without it. ",
    "de": "Der Verkäufer ist verpflichtet, die Rechnung für das Produkt auf dem Konto zu hinterlegen, und sie wird nicht gelöscht. ",
    "fr": "Le vendeur est tenu de conserver les factures des produits, et vous ne pouvez pas les retirer du compte dans le délai. ",
    "es": "El vendedor se obliga a conservar las facturas de los productos y puede presentarlas por correo con una copia del pedido. ",
    "it": "Il venditore è tenuto a conservare gli scontrini della merce che sono nel negozio, non può per questo venderla con altri. ",
    "ru": "Продавец обязан хранить счета за каждый товар и показывать их в течение двух дней по запросу площадки. ",
    "zh": "卖家必须保存每个品牌的发票，并在四十八小时内提供。",
    "ja": "販売者は各ブランドの請求書を保管しなければなりません。",
}


@pytest.mark.parametrize("language", RULES)
def test_a_long_text_is_known_by_its_small_words(language: str) -> None:
    assert language_of_text(RULES[language] * 5) == language


def test_a_short_text_and_a_mixed_one_are_not_guessed() -> None:
    assert language_of_text(RULES["en"][:60]) == ""
    assert language_of_text((RULES["en"] + RULES["de"]) * 5) == ""


@pytest.mark.parametrize("language", ["de", "fr", "zh"])
def test_a_page_that_comes_in_another_language_is_held(language: str) -> None:
    pages = [
        Document(title="Rules", blocks=(Block((), RULES[name] * 6),)) for name in ("en", language)
    ]
    refused = examine(pages[1], pages[0])

    assert refused is not None
    assert (refused.reason.code, refused.certain) == ("wrong-language", False)
    assert examine(pages[0], pages[0]) is None
