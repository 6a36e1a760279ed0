"""What a sentence, a heading or a list does, in six languages."""

import pytest

from monitor.assess.modality import Modality, governing, modality, reads_as_rule

FORBID, DEMAND, PERMIT = Modality.FORBID, Modality.DEMAND, Modality.PERMIT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prohibited goods", FORBID), ("You must not ship it.", FORBID), ("Not allowed here", FORBID),
        ("Sellers must pay.", DEMAND), ("Documents required", DEMAND), ("You may list rings.", PERMIT),
        ("禁售商品", FORBID), ("卖家不得发布", FORBID), ("卖家必须付款", DEMAND), ("卖家可以发布", PERMIT),
        ("Verbotene Waren", FORBID), ("Händler müssen zahlen", DEMAND), ("Waren sind erlaubt", PERMIT),
        ("Produits interdits", FORBID), ("Vous devez payer", DEMAND), ("Produits autorisés", PERMIT),
        ("Productos prohibidos", FORBID), ("Deben pagar", DEMAND), ("Se puede vender", PERMIT),
        ("Prodotti vietati", FORBID), ("Devono pagare", DEMAND), ("È consentito", PERMIT),
        ("Lamps and mustard", None), ("The office is open.", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_text_does_is_read(text: str, expected: Modality | None) -> None:
    assert modality(text) is expected


def test_the_nearest_heading_that_does_anything_governs() -> None:
    assert governing(("Prohibited goods", "Toys", "Darts")) is FORBID
    assert governing(("Prohibited goods", "You may sell:")) is PERMIT
    assert governing(("Toys", "Darts")) is None


@pytest.mark.parametrize(
    "text", ["Sellers must pay.", "Rings: 5 %", "A deposit of 5 USD", "30 days"]
)
def test_a_rule_binds_or_states_its_terms(text: str) -> None:
    assert reads_as_rule(text)


def test_a_name_reads_as_no_rule() -> None:
    assert not reads_as_rule("Desk lamps")
