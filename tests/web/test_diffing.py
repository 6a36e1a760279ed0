"""A difference as a page shows it: runs, folds, rows, order, filters, parts, addresses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff.positions import Position
from monitor.language import Language
from monitor.model import Edit, Op
from tests.monitor.test_triggers import edit
from web.diffing import DiffAddresses, DiffChoice, DiffView, as_text, quote, view_of
from web.diffing.panels import Panel
from web.diffing.runs import Chunk, sides_of
from web.diffing.selection import PART_SIZE

LONG = "".join(
    f"Sentence {n} of the clause says what each seller keeps in mind. " for n in range(9)
)


def joined(chunks: tuple[Chunk, ...], *without: str) -> str:
    runs = (run for chunk in chunks for run in chunk.runs)
    return "".join(run.text for run in runs if run.mark not in without)


def panels(view: DiffView) -> list[Panel]:
    blocks = (block for group in (*view.groups, *view.silent) for block in group.blocks)
    return [panel for block in blocks for panel in block.panels]


def numbers(view: DiffView) -> list[int]:
    return [panel.number for panel in panels(view)]


words = st.lists(st.sampled_from(["a", "bc.", "须", "7 ", "days; ", "x\n", "。"]), max_size=30)


@given(words.map(" ".join), words.map("".join))
def test_each_side_shows_its_whole_text(before: str, after: str) -> None:
    sides = sides_of(before, after)

    assert joined(sides.was) == before
    spaces = str.maketrans("", "", " \n")
    assert joined(sides.now, "del").translate(spaces) == after.translate(spaces)


def test_removed_words_stand_before_the_new_ones() -> None:
    sides = sides_of("within 90 days", "within 180 days")
    (chunk,) = sides.now

    assert [(run.text, run.mark) for run in chunk.runs if run.text.strip()] == [
        ("within ", ""),
        ("90", "del"),
        ("180", "ins"),
        ("days", ""),
    ]


def test_equal_sentences_far_from_a_change_are_folded() -> None:
    sides = sides_of(f"{LONG}It takes 30 days. {LONG}", f"{LONG}It takes 14 days. {LONG}")

    assert [chunk.sentences for chunk in sides.now] == [9, 0, 9]
    assert joined(sides.now[1:2]).strip().startswith("It takes")
    assert [chunk.sentences for chunk in sides.was] == [9, 0, 9]


def test_chinese_sentences_are_folded_and_abbreviations_are_no_ends() -> None:
    clause = "卖家应当确保商品信息真实、准确、完整，并按照平台的要求保存全部凭证。" * 6
    assert [
        one.sentences for one in sides_of(f"{clause}期限为7天。", f"{clause}期限为3天。").now
    ] == [6, 0]
    american = "The law of the U.S. and e.g. of other states is said to apply here. " * 4
    sides = sides_of(f"{american}It is 5.", f"{american}It is 6.")
    assert [one.sentences for one in sides.now] == [4, 0]


def test_what_is_short_is_not_folded() -> None:
    sides = sides_of("One. Two. Three. It is 5.", "One. Two. Three. It is 6.")

    assert [chunk.sentences for chunk in sides.now] == [0]


def test_a_row_is_a_table_under_the_heads_of_its_columns() -> None:
    one = edit("Rings | 5 % | yes", "Rings | 8 % | yes", path=("Fees", "Goods | Fee | Refund"))
    view = view_of([one], Language.EN)
    (block,) = view.groups[0].blocks
    assert block.panels[0].row
    cells = block.panels[0].row.cells

    assert block.heads == ("Goods", "Fee", "Refund")
    assert view.groups[0].path == ("Fees",)
    assert [cell.mark for cell in cells] == ["", "changed", ""]
    assert joined(cells[1].chunks, "del").strip() == "8 %"


def test_a_row_with_a_new_cell_marks_that_cell() -> None:
    one = edit("Rings | 5 % | yes", "Rings | 5 % | yes | Europe")
    (block,) = view_of([one], Language.EN).groups[0].blocks

    assert block.panels[0].row
    assert [cell.mark for cell in block.panels[0].row.cells] == ["", "", "", "ins"]


def test_a_sentence_with_a_bar_is_no_table() -> None:
    (block,) = view_of([edit("", "Help | Market")], Language.EN).groups[0].blocks

    assert not block.is_table


def test_the_strongest_edit_comes_first_and_rows_of_a_table_stay_together() -> None:
    row = ("Fees", "Goods | Fee")
    found = [
        edit("", "Our office has moved.", weight=30),
        edit("A | 1", "A | 2", path=row, weight=48),
        edit("It is 5 days.", "It is 6 days.", weight=78),
        edit("B | 1 %", "B | 2 %", path=row, weight=79),
        edit("same", "Same", proof="letter-case"),
    ]
    view = view_of(found, Language.EN)

    assert numbers(view) == [4, 2, 3, 1, 5]
    assert [len(block.panels) for group in view.groups for block in group.blocks] == [2, 1, 1]
    assert numbers(view_of(found, Language.EN, DiffChoice(in_order=True))) == [1, 2, 3, 4, 5]


def test_what_says_nothing_new_is_folded_unless_there_is_nothing_else() -> None:
    silent = edit("same", "Same", proof="letter-case")
    both = view_of([silent, edit("It is 5.", "It is 6.", weight=48)], Language.EN)
    alone = view_of([silent], Language.EN)

    assert (both.silent_count, both.said) == (1, 1)
    assert (alone.silent_count, len(alone.groups)) == (0, 1)


def test_filters_count_what_each_choice_would_show() -> None:
    found = [
        edit("", "Sellers must register.", weight=30),
        edit("", "Our office has moved.", weight=30),
        edit("Gone.", "", weight=28),
    ]
    view = view_of(found, Language.EN, DiffChoice(kind="added", level="affects"))

    assert numbers(view) == [1]
    assert view.selection.kinds == {Op.ADDED: 1}
    assert view.selection.levels == {"affects": 1, "information": 1}


def test_a_long_difference_has_parts_and_the_one_of_an_edit_is_found() -> None:
    found = [edit("", f"Clause {n}.", weight=30) for n in range(PART_SIZE * 2 + 1)]
    view = view_of(found, Language.EN, DiffChoice(edit=PART_SIZE + 1))

    assert (view.selection.part, view.selection.parts, len(panels(view))) == (2, 3, PART_SIZE)
    assert view_of(found, Language.EN, DiffChoice(part=99)).selection.part == 3
    at = DiffAddresses()
    assert at.edit(1, view) == "?edit=1#edit-1"
    assert at.edit(PART_SIZE + 5, view) == f"#edit-{PART_SIZE + 5}"


def test_an_outline_counts_the_edits_under_each_heading() -> None:
    found = [
        edit("", "One.", path=("T", "Fees")),
        edit("Two.", "", path=("T", "Fees")),
        edit("", "Three.", path=("T", "Fees", "This applies to:")),
        edit("", "Four.", path=("T", "Returns")),
    ]
    view = view_of(found, Language.EN, DiffChoice(in_order=True))

    assert [(one.name, one.counts, one.first) for one in view.sections] == [
        ("Fees", ((Op.ADDED, 2), (Op.REMOVED, 1)), 1),
        ("Returns", ((Op.ADDED, 1),), 4),
    ]
    assert view.is_outlined
    assert [group.path for group in view.groups][:1] == [("Fees",)]


def test_a_moved_block_says_whence_and_whither() -> None:
    moved = Edit(
        op=Op.MOVED, path=("B",), before="X", after="X", similarity=1, origin=("A",), weight=40
    )
    view = view_of([moved], Language.EN, locate=lambda: (Position(2, 6),))
    move = panels(view)[0].move

    assert move
    assert (move.origin.path, move.origin.block) == (("A",), 3)
    assert (move.target.path, move.target.block) == (("B",), 7)


def test_positions_are_asked_only_where_something_moved() -> None:
    def fail() -> tuple[Position, ...]:
        raise AssertionError

    assert panels(view_of([edit("", "New.")], Language.EN, locate=fail))


@pytest.mark.parametrize(
    ("params", "choice"),
    [
        ({}, DiffChoice()),
        ({"kind": "moved", "level": "act"}, DiffChoice(kind="moved", level="act")),
        ({"kind": "<b>", "level": "x", "view": "y", "order": "z"}, DiffChoice()),
        ({"part": "0", "edit": "-1"}, DiffChoice()),
        ({"part": "9" * 40, "edit": "١"}, DiffChoice()),
        ({"order": "page", "part": "3"}, DiffChoice(in_order=True, part=3)),
    ],
)
def test_an_unknown_choice_does_not_count(params: dict[str, str], choice: DiffChoice) -> None:
    assert DiffChoice.read(params) == choice


def test_a_quotation_has_its_heading_and_both_texts() -> None:
    one = edit("It is 5.", "It is 6.", path=("Terms", "Fees"))

    assert quote(one) == "# Terms > Fees\n- It is 5.\n+ It is 6."
    assert as_text([one, replace(one, op=Op.MOVED)]).endswith("~ It is 6.")
