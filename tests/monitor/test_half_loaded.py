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
