"""Where an edit stands: headings without the page's title, a table with the head of its row."""

import pytest

from monitor.edit_labels import edit_place
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
        (("Seller rules", "Referral fees", HEADS), ROW, "Referral fees (table) · Jewelry", "Referral fees 表 · Jewelry"),
        (("Seller rules", HEADS), ROW, "Jewelry", "Jewelry"),
    ],
)  # fmt: skip
def test_the_place_of_an_edit(path: tuple[str, ...], text: str, english: str, chinese: str) -> None:
    edit = Edit(op=Op.ADDED, path=path, before="", after=text, similarity=0.0)

    assert edit_place(edit, "Seller rules", Language.EN) == english
    assert edit_place(edit, "SELLER RULES", Language.ZH) == chinese
