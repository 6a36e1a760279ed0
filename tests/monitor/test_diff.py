"""What changed between two documents, block by block and word by word."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff import compare_blocks
from monitor.diff.words import word_edits
from monitor.model import Block, BlockKind, Edit, Op
from tests.cost import cost

WORDS = st.lists(st.sampled_from("a b c rule fee 5 10 的 规则 , . ' ".split(" ")), max_size=12).map(
    " ".join
)
BLOCKS = st.lists(WORDS.filter(str.strip), max_size=12)


def diff(before: list[str], after: list[str]) -> tuple[Edit, ...]:
    return compare_blocks(tuple(Block((), t) for t in before), tuple(Block((), t) for t in after))


def ops(before: list[str], after: list[str]) -> list[tuple[str, str, str]]:
    return [(edit.op.value, edit.before, edit.after) for edit in diff(before, after)]


def test_equal_texts_have_no_edits() -> None:
    assert ops(["a rule", "a fee"], ["a rule", "a fee"]) == []


def test_a_moved_block_is_moved_and_nothing_else() -> None:
    before = ["first rule about rings", "second rule about watches", "third rule about drones"]
    after = ["second rule about watches", "third rule about drones", "first rule about rings"]

    assert ops(before, after) == [("moved", "first rule about rings", "first rule about rings")]


def test_an_altered_block_is_modified() -> None:
    before = ["intro", "The deposit is USD 500 for each shop.", "end"]
    after = ["intro", "The deposit is USD 900 for each shop.", "end"]

    (edit,) = diff(before, after)

    assert edit.op is Op.MODIFIED
    assert 0.9 < edit.similarity < 1


def test_unlike_blocks_are_removed_and_added() -> None:
    before = ["head", "Rings need a certificate.", "Sellers pay within a week.", "end"]
    after = ["head", "Drones weigh under 250 g.", "x", "end"]

    assert {edit.op for edit in diff(before, after)} == {Op.ADDED, Op.REMOVED}


def test_paragraphs_cut_anew_are_one_edit_of_spacing() -> None:
    (edit,) = diff(["h", "one two", "three", "t"], ["h", "one", "two three", "t"])

    assert (edit.op, edit.similarity) == (Op.MODIFIED, 1.0)


def test_typographic_quotes_align_and_are_told_as_respelt() -> None:
    (edit,) = diff(["a seller\u2019s duty"], ["a seller's duty"])

    assert (edit.op, edit.similarity) == (Op.MODIFIED, 1.0)


def test_edit_stands_under_the_heading_of_its_block() -> None:
    before = (Block(("Fees", "Rings"), "USD 5"),)
    after = (Block(("Fees", "Rings"), "USD 7"),)

    assert compare_blocks(before, after)[0].path == ("Fees", "Rings")


@pytest.mark.slow
@given(BLOCKS, BLOCKS)
@settings(max_examples=300, deadline=None)
def test_every_block_is_accounted_for(before: list[str], after: list[str]) -> None:
    edits = diff(before, after)
    gone = sum(edit.before.count("\n") + 1 for edit in edits if edit.before)
    come = sum(edit.after.count("\n") + 1 for edit in edits if edit.after)

    assert len(before) - gone == len(after) - come


@pytest.mark.slow
@given(BLOCKS, BLOCKS)
@settings(max_examples=300, deadline=None)
def test_the_edits_turn_the_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    """Taken as words, so that a block that was split or joined counts as what it is."""
    edits = [edit for edit in diff(before, after) if edit.op is not Op.MOVED]
    turned = words_of(before)
    turned.subtract(words_of(edit.before for edit in edits))
    turned.update(words_of(edit.after for edit in edits))

    assert +turned == words_of(after)
    assert not -turned


def words_of(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in text.split())


@given(WORDS, WORDS)
@settings(deadline=None)
def test_word_edits_join_to_both_texts(before: str, after: str) -> None:
    spans = word_edits(before, after)

    assert "".join(span.before for span in spans) == before
    assert "".join(span.after for span in spans) == after


def test_chinese_is_compared_by_characters() -> None:
    changed = [s for s in word_edits("商家应当提供发票", "商家必须提供发票") if not s.is_equal]

    assert [(s.before, s.after) for s in changed] == [("应当", "必须")]


@pytest.mark.slow
def test_twenty_thousand_lines_without_a_common_one_stay_quick() -> None:
    before = [f"old line {i} about rule {i * 7}" for i in range(20_000)]
    after = [f"new text {i} on the fee {i * 3}" for i in range(20_000)]

    found: list[tuple[Edit, ...]] = []

    assert cost(lambda: found.append(diff(before, after))) < 60
    assert found[0]


def test_a_block_that_was_split_is_one_edit() -> None:
    whole = "Sellers keep an invoice for each brand and show it within 48 hours. Those who cannot show it lose the listing and pay a fee of 5 dollars."
    (edit,) = compare_blocks(
        (Block((), "Intro stays as it is."), Block((), whole)),
        (
            Block((), "Intro stays as it is."),
            Block((), "Sellers keep an invoice for each brand and show it within 24 hours."),
            Block((), "Those who cannot show it lose the listing and pay a fee of 5 dollars."),
        ),
    )

    assert (edit.op, edit.before) == (Op.MODIFIED, whole)
    assert edit.after.count("\n") == 1
    assert edit.similarity > 0.9


def test_blocks_that_were_merged_are_one_edit() -> None:
    parts = (
        Block((), "A ring of gold needs a certificate from a laboratory."),
        Block((), "The certificate is uploaded with the listing by the seller."),
    )
    joined = "A ring of gold needs a certificate from a laboratory, and the certificate is uploaded with the listing by the seller."
    (edit,) = compare_blocks(parts, (Block((), joined),))

    assert (edit.op, edit.after) == (Op.MODIFIED, joined)
    assert edit.before == "\n".join(block.text for block in parts)


def section(heading: str, *items: str) -> tuple[Block, ...]:
    head = Block(("Goods",), heading, BlockKind.HEADING)
    return (head, *(Block(("Goods", heading), item, BlockKind.ITEM) for item in items))


def origins(before: tuple[Block, ...], after: tuple[Block, ...]) -> dict[str, tuple[str, str]]:
    """For each block that another heading governs now: the old heading, the new one."""
    edits = compare_blocks(before, after)
    return {edit.before: (edit.origin[-1], edit.path[-1]) for edit in edits if edit.origin}


def test_items_that_changed_places_say_where_they_stood() -> None:
    before = section("Allowed", "Paper kites") + section("Prohibited", "Laser pointers")
    after = section("Allowed", "Laser pointers") + section("Prohibited", "Paper kites")

    assert origins(before, after) == {
        "Paper kites": ("Allowed", "Prohibited"),
        "Laser pointers": ("Prohibited", "Allowed"),
    }


def test_an_item_under_a_heading_that_moved_above_it_is_moved() -> None:
    before = section("Allowed", "Kites", "Drones", "Balls") + section("Prohibited", "Lasers")
    after = section("Allowed", "Kites") + section("Prohibited", "Drones", "Balls", "Lasers")

    assert origins(before, after) == {
        "Drones": ("Allowed", "Prohibited"),
        "Balls": ("Allowed", "Prohibited"),
    }


def test_a_modified_item_under_another_heading_says_where_it_stood() -> None:
    text = "Drones that weigh less than {} grams and carry a camera"
    before = section("Allowed", text.format(250)) + section("Prohibited", "Lasers")
    after = section("Allowed", "Nothing else") + section("Prohibited", text.format(100), "Lasers")

    assert origins(before, after) == {text.format(250): ("Allowed", "Prohibited")}


def test_a_heading_with_another_number_or_name_moves_none_of_its_items() -> None:
    before = section("1. Goods that you may sell", "Kites", "Drones")

    (renumbered,) = compare_blocks(before, section("2. Goods that you may sell", "Kites", "Drones"))
    (renamed,) = compare_blocks(before, section("1. Goods that you can sell", "Kites", "Drones"))

    assert (renumbered.op, renamed.op) == (Op.MODIFIED, Op.MODIFIED)


def test_a_heading_of_another_level_moves_none_of_its_items() -> None:
    before = (Block((), "Kites"), Block(("Goods",), "Balls"), Block((), "End"))
    after = (Block((), "Kites"), Block(("Goods", "Toys"), "Balls"), Block((), "The end"))

    assert [edit.before for edit in compare_blocks(before, after)] == ["End"]


@pytest.mark.slow
@given(BLOCKS, BLOCKS)
@settings(max_examples=300, deadline=None)
def test_the_edits_replayed_on_the_blocks_before_give_those_after(
    before: list[str], after: list[str]
) -> None:
    edits = diff(before, after)
    blocks = Counter(before)
    blocks.subtract(line for edit in edits if edit.before for line in edit.before.split("\n"))
    assert not -blocks
    blocks.update(line for edit in edits if edit.after for line in edit.after.split("\n"))

    assert +blocks == Counter(after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Sellers may lodge an appeal against the removal of a listing within 30 days.",
            "You have 14 days from our notification to appeal if your listing gets removed.",
        ),
        (
            "卖家可以在收到处罚通知后 30 天内对下架提出申诉。",
            "对商品下架有异议的，您须在 14 天内提出申诉并附上证明。",
        ),
        (
            "第八条 商家发布珠宝类商品前应当完成品牌备案。",
            "第八条 凡发布珠宝类商品者，须持有材质鉴定证书方可上架。",
        ),
    ],
)
def test_a_clause_in_other_words_is_modified(old: str, new: str) -> None:
    before = ["head", "Parcels are handed over in Shenzhen only.", old, "end"]
    after = ["head", new, "Refunds of gift cards go to the buyer's wallet.", "end"]

    assert ("modified", old, new) in ops(before, after)


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        # Another clause about another thing.
        (["Sellers may lodge an appeal against a removed listing within 30 days.", "Rings need a certificate of their maker."], ["Money comes back 14 days after the parcel.", "Drones weigh less than 250 g when sold."]),
        # Two clauses that may follow from one.
        (["Sellers may lodge an appeal against a removed listing within 30 days.", "Shops pay their invoice."], ["If your listing gets removed, America gives you 14 days from our notification to appeal.", "If your listing gets removed, Europe gives you 21 days from our notification to appeal."]),
        # Another number.
        (["8. Sellers appeal against the removal of a listing within 30 days.", "Shops pay."], ["9. For an appeal if your listing is removed you have 14 days.", "Open."]),
        # Names of goods in a list.
        (["Magnet sets with loose high-powered magnets", "Guns"], ["Loose high-powered magnets as parts of jewellery sets", "Yo-yo balls"]),
    ],
)  # fmt: skip
def test_what_may_be_another_clause_is_removed_and_added(olds: list[str], news: list[str]) -> None:
    edits = diff(["head", *olds, "end"], ["head", *news, "end"])

    assert {edit.op for edit in edits} == {Op.ADDED, Op.REMOVED}
