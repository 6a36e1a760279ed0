"""Pages of which a part is a wall, a template, a script or another language."""

from dataclasses import replace

import pytest

from monitor.gate import examine
from monitor.model import Block
from tests.monitor.test_gate import CLAUSES, document


@pytest.mark.parametrize(
    "wall",
    [
        "Please sign in to continue.",
        "请先登录后查看",
        "Accept all cookies to continue reading.",
        "Verify you are human.",
        "Subscribe to continue reading.",
        "Cette partie n'est pas disponible dans votre pays.",
    ],
)
def test_a_wall_where_some_clauses_stood_is_held(wall: str) -> None:
    blocks = CLAUSES.blocks
    refused = examine(replace(CLAUSES, blocks=(*blocks[:4], Block((), wall), *blocks[7:])), CLAUSES)

    assert refused is not None
    assert refused.reason.code == "partial"


def test_a_duty_to_sign_in_is_a_rule() -> None:
    duty = Block((), "You must sign in to your account to file an appeal.")
    more = replace(CLAUSES, blocks=(*CLAUSES.blocks, duty))
    other = replace(CLAUSES, blocks=(*CLAUSES.blocks[:6], duty, *CLAUSES.blocks[7:]))

    assert examine(more, CLAUSES) is None
    assert examine(other, CLAUSES) is None


@pytest.mark.parametrize(
    "shown", ["{{ clause.text }}", "undefined", "[object Object]", "${clause}"]
)
def test_an_unfilled_place_where_a_clause_stood_is_held(shown: str) -> None:
    blocks = CLAUSES.blocks
    refused = examine(
        replace(CLAUSES, blocks=(*blocks[:2], Block((), shown), *blocks[3:])), CLAUSES
    )

    assert refused is not None
    assert refused.reason.code == "script-needed"


def test_braces_beside_all_known_text_are_a_change() -> None:
    more = Block((), "Write {{1}} where the name of the buyer is to stand.")

    assert examine(replace(CLAUSES, blocks=(*CLAUSES.blocks, more)), CLAUSES) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "Rules", "body": "Every lamp carries the name of its importer."}',
        '[{"id": 1, "text": "A seller keeps the report."}]',
        "(function(){var a=window.b;a.c=[1,2];a.d={e:1};})();",
        "window.__DATA__ = {page: {title: 'Rules', id: 7}};",
        "<!DOCTYPE html><html><head></head><body></body></html>",
    ],
)
def test_source_code_is_no_page(text: str) -> None:
    refused = examine(document(text), None)

    assert refused is not None
    assert refused.reason.code == "script-needed"


@pytest.mark.parametrize(
    "text",
    [
        "[Draft] Sellers let buyers return goods.",
        "Let sellers know the fee.",
        "{1} Each lamp counts.",
    ],
)
def test_a_rule_may_begin_with_a_bracket(text: str) -> None:
    assert examine(document(text), None) is None


def test_a_page_read_in_a_wrong_encoding_is_held() -> None:
    page = document(
        *(f"Händler {n} müssen für jede Größe eine Erklärung führen." for n in "abcdef")
    )
    wrong = document(*(b.text.encode().decode("cp1252", "ignore") for b in page.blocks))
    refused = examine(wrong, page)

    assert refused is not None
    assert refused.reason.code == "garbled"


def test_a_page_that_came_half_in_another_language_is_held() -> None:
    chinese = Block((), "卖家应当在规定的时间内提交证明文件,并保存十年。")
    half = replace(CLAUSES, blocks=(*CLAUSES.blocks[:5], *[chinese] * 5))
    refused = examine(half, CLAUSES)

    assert refused is not None
    assert refused.reason.code == "wrong-language"
