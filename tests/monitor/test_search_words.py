"""A search finds what a word is called in other languages."""

import pytest

from monitor.search_words import alternatives, beginnings, choices


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("电池", "battery"), ("电池", "batteries"), ("battery", "电池"), ("Batteries", "电池"), ("退货运费", "return shipping"),
        ("召回", "Rückruf"), ("recall", "召回"), ("充电宝", "power bank"), ("珠宝首饰", "jewellery"),
    ],
)  # fmt: skip
def test_a_word_brings_its_translations(word: str, other: str) -> None:
    assert other in alternatives(word)
    assert alternatives(word)[0] == word


def test_any_other_word_stays_alone() -> None:
    assert alternatives("whatever") == ("whatever",)


def test_a_short_translation_is_no_beginning_of_other_words() -> None:
    phrases = {phrase.terms: phrase.opens for phrase in choices("临时限制令")}

    assert phrases[("tro",)] is False
    assert phrases[("temporary", "restraining", "order")] is True
    assert "TRO" not in beginnings("临时限制令")
