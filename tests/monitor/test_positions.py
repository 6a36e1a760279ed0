"""Where the blocks of stored edits stand in the documents that they were made from."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import compare_blocks
from monitor.diff.positions import positions
from monitor.model import Block


def blocks(*texts: str, path: tuple[str, ...] = ()) -> tuple[Block, ...]:
    return tuple(Block(path, text) for text in texts)


def test_every_edit_is_found_where_it_stands() -> None:
    before = blocks("Same.", "Fees are 5 percent of the price.", "Gone for good.", "End.")
    after = blocks("Same.", "Fees are 8 percent of the price.", "End.", "Quite another clause.")
    edits = compare_blocks(before, after)
    found = [(at.before, at.after) for at in positions(edits, before, after)]

    assert found == [(1, 1), (2, None), (None, 3)]


def test_equal_texts_take_their_places_in_turn_under_their_own_heading() -> None:
    before = ()
    after = (Block(("A",), "Yes"), Block(("B",), "Yes"), Block(("B",), "Yes"))
    edits = compare_blocks(before, after)
    reversed_edits = (edits[1], edits[2], edits[0])

    assert [at.after for at in positions(edits, before, after)] == [0, 1, 2]
    assert [at.after for at in positions(reversed_edits, before, after)] == [1, 2, 0]


def test_a_split_block_has_the_size_of_its_parts() -> None:
    long = "Every seller keeps the invoices of the last year in order and in one place."
    other = "A copy of each goes to the buyer on the day when the parcel leaves the house."
    before, after = blocks(f"{long} {other}"), blocks(long, other)
    (edit,) = compare_blocks(before, after)
    (at,) = positions([edit], before, after)

    assert (at.before, at.before_size, at.after, at.after_size) == (0, 1, 0, 2)


def test_a_text_of_another_version_is_nowhere() -> None:
    (edit,) = compare_blocks((), blocks("Text"))
    (at,) = positions([edit], (), blocks("Another"))

    assert at.after is None


texts = st.lists(st.sampled_from(["alpha beta", "gamma", "delta epsilon", "zeta"]), max_size=8)


@given(texts, texts)
def test_positions_hold_the_text_of_their_edit(old: list[str], new: list[str]) -> None:
    before, after = blocks(*old), blocks(*new)
    edits = compare_blocks(before, after)
    for edit, at in zip(edits, positions(edits, before, after), strict=True):
        if edit.after:
            assert at.after is not None
            held = after[at.after : at.after + at.after_size]
            assert "\n".join(block.text for block in held) == edit.after
