"""Every kind of change fits a plain page, changes it, and is the same for the same seed."""

from random import Random

import pytest

from benchmarks.mutations import REGISTRY, Expected, Kind
from benchmarks.mutations.page import PLACE, Form, Page, as_html, with_place

ENGLISH = (
    "Sellers must print the manufacturer's address on the package, and each label is checked in "
    "stage {0} of 120 before it leaves the warehouse. All parcels that fail the check are returned "
    "to the shop at its own cost within 30 days of the check. The café of the depot is open to staff."
)
CHINESE = (
    "卖家应当在包装上注明制造商的地址，所有标签在第{0}阶段出库前均须经过检查。未通过检查的全部包裹"
    "将在30日内退回店铺，费用由卖家自行承担。平台有权要求卖家提供“检测报告”，并可以暂停发货。"
)
ABOUT = "Our firm has forty people who build shelves, chairs and desks for schools of every size in the land."
LISTED = "\n\n## Papers\n\n- Invoice of the goods\n- Packing list\n\n"


def page(form: Form, language: str) -> Page:
    sentence = CHINESE if language == "zh" else ENGLISH
    parts = (f"## Stage {number} of work\n\n{sentence.format(number)}" for number in range(1, 15))
    text = "# Rules\n\n" + "\n\n".join(parts) + LISTED
    found = with_place(
        Page(
            text=as_html("Rules", language, text) if form is Form.HTML else text,
            form=form,
            language=language,
            another="# About us\n\n" + "\n\n".join([ABOUT] * 10) + "\n",
            foreign="# Regole\n\nI venditori conservano i documenti.",
        )
    )
    assert found
    return found


def changes(kind: Kind, seed: int = 1) -> list[tuple[str, str]]:
    """What the kind makes of pages of each form and language, where it fits."""
    pages = (page(form, language) for form in Form for language in ("en", "zh", "fr"))
    pairs = (kind.mutate(one, Random(seed)) for one in pages)
    return [(before.written, after.written) for before, after in filter(None, pairs)]


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.name)
def test_every_kind_changes_a_page(kind: Kind) -> None:
    found = changes(kind)

    assert found
    assert all(before != after for before, after in found)
    assert not any(PLACE in text for pair in found for text in pair)
    assert found == changes(kind)


def test_there_are_kinds_enough() -> None:
    count = {
        expected: sum(kind.expected is expected for kind in REGISTRY.values())
        for expected in Expected
    }

    assert count[Expected.TELL] >= 40
    assert count[Expected.QUIET] >= 40
    assert count[Expected.BROKEN] >= 12
