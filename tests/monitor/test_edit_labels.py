"""Where an edit stands: headings without the page's title, a table with the head of its row."""

import pytest

from monitor.edit_labels import place_name, place_of
from monitor.glossary import Glosser
from monitor.language import Language
from monitor.model import Edit, Op

HEADS = "Category | Referral fee percentage | Minimum"
ROW = "Jewelry | 18% | $0.30"


@pytest.mark.parametrize(
    ("path", "text", "english", "chinese"),
    [
        ((), "Pay.", "", ""),
        (("Seller rules",), "Pay.", "", ""),
        (("Seller rules", "Fees", "4. Payment"), "Pay.", "Fees › 4. Payment", "Fees › 4. Payment"),
        (("Seller rules", "Referral fees", HEADS), ROW, "Referral fees (table) · Jewelry", "Referral fees〔佣金〕表 · Jewelry〔珠宝首饰〕"),
        (("Seller rules", HEADS), ROW, "Jewelry", "Jewelry〔珠宝首饰〕"),
    ],
)  # fmt: skip
def test_the_place_of_an_edit(path: tuple[str, ...], text: str, english: str, chinese: str) -> None:
    edit = Edit(op=Op.ADDED, path=path, before="", after=text, similarity=0.0)

    for title, language, expected in (
        ("Seller rules", Language.EN, english),
        ("SELLER RULES", Language.ZH, chinese),
    ):
        shown = place_name(place_of(edit, title), Glosser("en", language), language)
        assert shown == expected
