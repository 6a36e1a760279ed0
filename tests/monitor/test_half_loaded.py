"""Pages that are only half loaded, and edits that look alike."""

from dataclasses import replace

import pytest

from monitor.gate import examine
from monitor.model import Block, BlockKind, Document
from tests.monitor.test_gate import CLAUSES


def sections(*texts: str) -> Document:
    """A page with a heading over each text, or over none where it is ''."""
    blocks: list[Block] = []
    for number, text in enumerate(texts):
        heading = f"Section {number}"
        blocks.append(Block((), heading, BlockKind.HEADING))
        blocks += [Block((heading,), text)] if text else []
    return Document(title="Rules", blocks=tuple(blocks))


TEXTS = tuple(block.text for block in CLAUSES.blocks)


def code(document: Document, previous: Document) -> str:
    refused = examine(document, previous)
    return refused.reason.code if refused else ""


def test_headings_that_stay_without_their_texts_are_held() -> None:
    known = sections(*TEXTS)

    assert (
        code(sections("", *TEXTS[1:4], "", *TEXTS[5:7], "", *TEXTS[8:]), known) == "script-needed"
    )


def test_one_emptied_heading_is_a_change() -> None:
    assert code(sections(*TEXTS[:9], ""), sections(*TEXTS)) == ""


@pytest.mark.parametrize("shown", ["Loading…", "加载中…"])
def test_texts_that_are_still_loading_are_held(shown: str) -> None:
    now = sections(*TEXTS[:6], *[shown] * 4)

    assert code(now, sections(*TEXTS)) in {"partial", "script-needed"}


def test_previews_of_paragraphs_are_held() -> None:
    short = tuple(f"{text[:40]}…" for text in TEXTS[:4])

    assert code(sections(*short, *TEXTS[4:]), sections(*TEXTS)) == "truncated"


def test_paragraphs_of_another_page_between_all_known_ones_are_held() -> None:
    others = [
        f"Cookie number {n} remembers what a visitor of the shop has seen." for n in range(10)
    ]
    blocks = [Block((), text) for pair in zip(TEXTS, others, strict=True) for text in pair]

    assert code(replace(CLAUSES, blocks=tuple(blocks)), CLAUSES) == "another-page"


def test_a_message_where_a_third_of_the_page_stood_is_held() -> None:
    message = Block((), "Slide the piece into its place. Incident 7f31-2209.")
    blocks = CLAUSES.blocks

    assert code(replace(CLAUSES, blocks=(*blocks[:2], message, *blocks[7:])), CLAUSES) == "shrunk"


UMLAUTS = tuple(
    f"Händler müssen für Artikel {n} die Gebühr über ihr Konto begleichen." for n in range(9)
)


def test_letters_that_came_as_question_marks_are_held() -> None:
    now = [text.encode("ascii", "replace").decode() for text in UMLAUTS]

    assert code(sections(*now), sections(*UMLAUTS)) == "garbled"


def test_questions_that_came_are_a_change() -> None:
    now = sections(*UMLAUTS, "Müssen Händler zahlen? Ja, für jeden Artikel?")

    assert code(now, sections(*UMLAUTS)) == ""


def test_markup_shown_as_text_is_no_page_however_little_of_it_comes() -> None:
    shown = '<!doctype html> <html lang="en"> <head><meta charset="utf-8">'
    now = Document(title="", blocks=(Block((), shown), *sections(*TEXTS * 9).blocks))

    assert code(now, sections(*TEXTS * 9)) == "script-needed"


def test_fragments_of_cut_blocks_come_with_a_large_loss() -> None:
    long = [f"{text} {' '.join(f'word{n}{m}' for m in range(40))}" for n, text in enumerate(TEXTS)]
    now = sections(*long[:2], "Sellers of goods may", *long[8:])

    assert code(now, sections(*long)) in {"shrunk", "truncated"}
