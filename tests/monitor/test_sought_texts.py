"""What is sought in the pages of a change: the strongest edit first, on each side what stands there."""

from datetime import UTC, datetime

from monitor.model import Assessment, Block, Change, ChangeKind, Edit, Op, Severity
from monitor.pictures import PictureMark, PictureSide, Sought
from monitor.sought_texts import sought_in

HEAD, OLD, NEW, LAST = "Seller rules", "Fees are 5 percent.", "Fees are 8 percent.", "Goodbye."
ADDED = "Batteries need a test report."


def edit(op: Op, before: str, after: str, weight: int = 0) -> Edit:
    return Edit(op=op, path=(), before=before, after=after, similarity=0.0, weight=weight)


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block((), text) for text in texts)


def change(*edits: Edit) -> Change:
    return Change(
        id=1, source_id="rules", category="platform-policy", kind=ChangeKind.CONTENT,
        detected_at=datetime(2026, 11, 28, tzinfo=UTC), summary="", title="", url="", from_version=1,
        to_version=2, edits=edits, assessment=Assessment(severity=Severity.MAJOR),
    )  # fmt: skip


def test_a_text_that_changed_is_sought_on_both_sides_with_what_stands_before_it() -> None:
    found = change(edit(Op.MODIFIED, OLD, NEW))
    sides = (blocks(HEAD, OLD, LAST), blocks(HEAD, NEW, LAST))
    (before,), (after,) = (sought_in(found, side, *sides) for side in PictureSide)

    assert (before.text, before.before, before.mark) == (OLD, HEAD, PictureMark.TEXT)
    assert after.text == "".join(text for text, _ in after.pieces) == NEW
    assert [text.strip() for text, is_changed in after.pieces if is_changed] == ["8"]
    assert [text.strip() for text, is_changed in before.pieces if is_changed] == ["5"]


def test_a_new_text_is_sought_and_its_place_on_the_old_side() -> None:
    found = change(edit(Op.ADDED, "", ADDED))
    sides = (blocks(HEAD, OLD, LAST), blocks(HEAD, OLD, ADDED, LAST))

    assert sought_in(found, PictureSide.BEFORE, *sides) == (Sought(text=OLD, mark=PictureMark.GAP),)
    assert sought_in(found, PictureSide.AFTER, *sides) == (Sought(text=ADDED, before=OLD),)


def test_a_text_that_begins_the_page_has_no_place_on_the_other_side() -> None:
    found = change(edit(Op.REMOVED, ADDED, ""))

    assert sought_in(found, PictureSide.AFTER, blocks(ADDED, OLD), blocks(OLD)) == ()


def test_the_strongest_edit_comes_first_and_texts_before_places() -> None:
    found = change(
        edit(Op.REMOVED, LAST, "", weight=9),
        edit(Op.MODIFIED, HEAD, "Rules of sellers", weight=1),
        edit(Op.MODIFIED, OLD, NEW, weight=5),
    )
    sides = (blocks(HEAD, OLD, LAST), blocks("Rules of sellers", NEW))
    texts = {side: [one.text for one in sought_in(found, side, *sides)] for side in PictureSide}

    assert texts[PictureSide.BEFORE] == [LAST, OLD, HEAD]
    assert texts[PictureSide.AFTER] == [NEW, "Rules of sellers"]
