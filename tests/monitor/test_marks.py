"""Which words are marked as changed, and which part of a long clause a reader is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff.words import Span, tokens, word_edits
from monitor.excerpt import Piece, excerpt
from monitor.model import Edit, Op

CLAUSE = (
    "A merchant who ships toys into the Union names a responsible person on the package, keeps "
    "the declaration for ten years and hands it over within three working days when asked."
)
TAIL = "Parcels without that name are sent back at the merchant's cost."
# Anything a page may hold, and texts that share much with each other.
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from("the seller keeps a record . , 5 10 % 商家 应当 保存 USB线 \u2019 é _ ; \n".split(" ")),
        max_size=30,
    ).map(" ".join),
)  # fmt: skip


def modified(before: str, after: str) -> Edit:
    return Edit(op=Op.MODIFIED, path=(), before=before, after=after, similarity=0.9)


def marked(before: str, after: str) -> list[tuple[str, str]]:
    return [
        (s.before.strip(), s.after.strip()) for s in word_edits(before, after) if not s.is_equal
    ]


def text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (CLAUSE, f"{CLAUSE} {TAIL}", [("", TAIL)]),
        (f"{CLAUSE} {TAIL}", CLAUSE, [(TAIL, "")]),
        (TAIL, f"{CLAUSE} {TAIL}", [("", CLAUSE)]),
        ("Sellers ship orders within a day", "Sellers ship orders, within a day", [("", ",")]),
        ("Keep it, sign it and send it", "Keep it sign it and send it", [(",", "")]),
        ("商家应当提供发票", "商家应当提供发票，并保存两年", [("", "，并保存两年")]),
        ("A 3 米 USB线缆 sells well", "A 3 米 USB线材 sells well", [("缆", "材")]),
        (
            "Old rule one applies. The fee stays at 5 %. Ask us for help.",
            "New terms apply to all of you. The fee stays at 5 %. Call the hotline.",
            [("Old rule one applies", "New terms apply to all of you"), ("Ask us for help", "Call the hotline")],
        ),
    ],
)  # fmt: skip
def test_only_what_changed_is_marked(
    before: str, after: str, changed: list[tuple[str, str]]
) -> None:
    assert marked(before, after) == changed


def test_a_sentence_that_stands_on_both_sides_is_equal_however_much_comes_before_it() -> None:
    new = (
        "Since this spring an importer registers first, pays a deposit and waits for a number. " * 3
    )
    spans = word_edits(f"Old preface. {CLAUSE}", f"{new}{CLAUSE} {TAIL}")

    assert any(span.is_equal and CLAUSE.rstrip(".") in span.after for span in spans)


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_marks_turn_the_one_text_into_the_other(before: str, after: str) -> None:
    spans = word_edits(before, after)

    assert "".join(span.before for span in spans) == before
    assert "".join(span.after for span in spans) == after
    assert all(bare(span.before) == bare(span.after) for span in spans if span.is_equal)


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_both_texts_begin_and_end_with_is_never_marked(before: str, after: str) -> None:
    spans = word_edits(before, after)
    old, new = bare(before), bare(after)
    start = shared(old, new)
    end = shared(old[start:][::-1], new[start:][::-1])

    for side in ("before", "after"):
        unmarked = [e for span in spans for e in [span.is_equal] * len(bare(getattr(span, side)))]
        assert all(unmarked[:start])
        assert all(unmarked[len(unmarked) - end :])


def bare(spaced: str) -> list[str]:
    return [word for token in tokens(spaced) if (word := token.strip())]


def shared(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def test_what_was_appended_to_a_long_clause_is_shown_and_nothing_else_is_marked() -> None:
    sides = excerpt(modified(CLAUSE * 4, f"{CLAUSE * 4} {TAIL}"), 200)

    assert [piece.text for piece in sides.now if piece.changed] == [TAIL]
    assert not any(piece.changed for piece in sides.was)
    assert text(sides.was).startswith("…")
    assert text(sides.was).endswith(CLAUSE[-40:])


def test_each_side_begins_at_its_own_first_change() -> None:
    words = " ".join(f"clause{n} stays" for n in range(80))
    sides = excerpt(modified(f"{words} gone end", f"Fresh {words} end"), 160)

    assert [piece.text for piece in sides.now if piece.changed] == ["Fresh"]
    assert [piece.text for piece in sides.was if piece.changed] == ["gone"]
    assert len(text(sides.was)) < 100


@given(TEXTS, TEXTS, st.integers(70, 300))
@settings(max_examples=300, deadline=None)
def test_a_side_that_changed_shows_a_change(before: str, after: str, limit: int) -> None:
    spans = word_edits(before, after)
    sides = excerpt(modified(before, after), limit)

    assert any(p.changed for p in sides.was) == any(has_words(s, s.before) for s in spans)
    assert any(p.changed for p in sides.now) == any(has_words(s, s.after) for s in spans)


def has_words(span: Span, side: str) -> bool:
    return not span.is_equal and bool(side.strip())


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("pay $1,250.00 a year", "pay $1,350.00 a year", [("$1,250.00", "$1,350.00")]),
        ("within 30 days of it", "within 10 days of it", [("30", "10")]),
        ("see EN 71-3:2013 for toys", "see EN 71-3:2019 for toys", [("71-3:2013", "71-3:2019")]),
        ("code 8517.62 applies", "code 8517.69 applies", [("8517.62", "8517.69")]),
        ("see https://a.example/x/y?z=1&v=2 now", "see https://a.example/x/y?z=1&v=3 now", [("2", "3")]),
        ("48小时内回复", "24小时内回复", [("48小时", "24小时")]),
    ],
)  # fmt: skip
def test_a_mark_covers_a_token_and_no_word_beside_it(
    before: str, after: str, changed: list[tuple[str, str]]
) -> None:
    assert marked(before, after) == changed


def test_no_word_that_stayed_is_marked_in_a_stretch_of_many_words() -> None:
    words = [f"word{n}" for n in range(9_000)]
    changed = [f"new{n}" if n % 50 == 0 else word for n, word in enumerate(words)]

    spans = [s for s in word_edits(" ".join(words), " ".join(changed)) if not s.is_equal]

    assert len(spans) == 180
    assert all(len(span.after.split()) == 1 for span in spans)
