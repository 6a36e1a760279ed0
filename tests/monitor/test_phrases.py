"""Phrases are found as whole words, in any language, in one pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.phrases import PhraseBook, fault_of
from tests.cost import cost


def found(phrase: str, text: str) -> tuple[str, ...]:
    return PhraseBook({"label": [phrase]}).found(text).get("label", ())


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("toy", "A toy and a TOY", ("toy", "toy")),
        ("toy", "toyota", ()),
        ("recall*", "It recalled two", ("recalled",)),
        ("red|blue", "a blue hat", ("blue",)),
        ("may not ~ sold", "They may not be imported or sold", ("may not be imported or sold",)),
        ("may ~ sold", "may a b c d e f g sold", ()),
        ("from @number @month", "from 3 März", ("from 3 märz",)),
        ("by @month", "by Tuesday", ()),
        ("*gebühr ~ steigt", "Die Grundgebühr steigt", ("grundgebühr steigt",)),
        ("*uhr", "Uhren", ()),
        ("e-bike", "An e bike", ("e bike",)),
        ("children's", "children’s hats", ("children s",)),
        ("禁售", "已列为禁售产品", ("禁售",)),
        ("冻结~店铺", "冻结多家店铺", ("冻结多家店铺",)),
        ("冻结~店铺", "冻结。店铺", ()),
        ("上调|提高~佣金", "平台提高佣金", ("提高佣金",)),
        ("tro案", "收到TRO案通知", ("tro案",)),
        ("запрет*", "Запрет ввоза", ("запрет",)),
    ],
)
def test_a_phrase_matches_whole_words(phrase: str, text: str, words: tuple[str, ...]) -> None:
    assert found(phrase, text) == words


def test_labels_come_in_their_order_and_only_if_found() -> None:
    book = PhraseBook({"one": ["a"], "two": ["b"], "three": ["c"]})

    assert book.found("c a") == {"one": ("a",), "three": ("c",)}


def test_plurals_match_only_where_asked_for() -> None:
    assert PhraseBook({"x": ["toy"]}, plurals=True).found("toys") == {"x": ("toys",)}
    assert PhraseBook({"x": ["toy"]}).found("toys") == {}


@pytest.mark.parametrize(
    "phrase",
    [
        "schedule a",
        "counterfeit*",
        "*gebühr",
        "may|must ~ sold",
        "冻结~店铺",
        "by @month",
        "e-bike",
    ],
)
def test_a_right_phrase_has_no_fault(phrase: str) -> None:
    assert not fault_of(phrase)


@pytest.mark.parametrize(
    "phrase", ["", " ", "*", "a ~", "~ b", "a ~ b ~ c", "a||b", "@year", "x" * 201, "—"]
)
def test_what_is_no_phrase_is_refused_with_its_reason(phrase: str) -> None:
    assert fault_of(phrase)


@given(st.text(max_size=60), st.text(max_size=200))
def test_a_phrase_without_a_fault_can_be_looked_for(phrase: str, text: str) -> None:
    if not fault_of(phrase):
        PhraseBook({"x": [phrase]}, plurals=True).found(text)


@given(st.text(max_size=400))
def test_no_text_breaks_the_search(text: str) -> None:
    PhraseBook({"x": ["a ~ b c", "d*|e @number", "不得~销售~出口"]}).found(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["a " * 100_000, "不得" * 100_000, "a b " * 50_000, " " * 200_000])
def test_hostile_texts_take_linear_time(text: str) -> None:
    book = PhraseBook({"x": ["a ~ z", "不得~不得~销售"]})

    assert cost(lambda: book.found(text)) < 200
