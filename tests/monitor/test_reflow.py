"""Blocks that hold the same words in other breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.reflow import reflowed
from monitor.assess.wording import says_the_same
from monitor.model import Block

SENTENCES = (
    "Sellers keep each invoice.",
    "The fee is €1,250.00 for a shop.",
    "It is due within 30 days.",
    "卖家必须付款。",
    "Die Frist beträgt 14 Tage.",
)


def blocks(texts: list[str]) -> tuple[Block, ...]:
    return tuple(Block((), text) for text in texts)


def is_same(before: str, after: str) -> bool:
    return says_the_same(before, after, {})


def cut(texts: tuple[str, ...], breaks: set[int]) -> list[str]:
    joined = texts[0]
    for place, text in enumerate(texts[1:]):
        joined += ("\n" if place in breaks else " ") + text
    return joined.split("\n")


BREAKS = st.sets(st.integers(0, len(SENTENCES) - 2))


@given(BREAKS, BREAKS)
@settings(max_examples=60, deadline=None)
def test_other_breaks_are_a_reflow(old: set[int], new: set[int]) -> None:
    before, after = cut(SENTENCES, old), cut(SENTENCES, new)
    found = reflowed(blocks(before), blocks(after), is_same)

    assert found.before >= set(before) - set(after)
    assert found.after >= set(after) - set(before)


@given(BREAKS, BREAKS)
@settings(max_examples=60, deadline=None)
def test_a_number_that_changed_is_no_reflow(old: set[int], new: set[int]) -> None:
    changed = tuple(text.replace("30 days", "10 days") for text in SENTENCES)
    found = reflowed(blocks(cut(SENTENCES, old)), blocks(cut(changed, new)), is_same)

    assert not any("days" in text for text in (*found.before, *found.after))
