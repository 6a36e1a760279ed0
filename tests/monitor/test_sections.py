"""A section keeps its identity through new numbers and new names."""

from monitor.model import Block, BlockKind, Document
from monitor.sections import find, history, sections

APPEAL = "A seller may appeal within 30 days by sending the invoice of the goods."
FEES = "The listing fee is USD 5 a month for each shop."


def document(*parts: tuple[str, str]) -> Document:
    blocks = [
        block
        for heading, text in parts
        for block in (Block((), heading, BlockKind.HEADING), Block((heading,), text))
    ]
    return Document(title="Rules", blocks=tuple(blocks))


VERSIONS = [
    (1, document(("1. Fees", FEES), ("2. Appeals", APPEAL))),
    (
        2,
        document(
            ("1. Scope", "These rules hold for all."), ("2. Fees", FEES), ("3. Appeals", APPEAL)
        ),
    ),
    (
        3,
        document(
            ("1. Scope", "These rules hold for all."), ("2. Objections", APPEAL.replace("30", "14"))
        ),
    ),
]


def test_sections_are_the_texts_under_their_headings() -> None:
    assert [(s.heading, s.text) for s in sections(VERSIONS[0][1])] == [
        ("1. Fees", FEES),
        ("2. Appeals", APPEAL),
    ]


def test_a_section_is_found_by_some_words_of_its_heading() -> None:
    found = find(VERSIONS[0][1], "appeal")

    assert found is not None
    assert found.heading == "2. Appeals"
    assert find(VERSIONS[0][1], "arbitration") is None


def test_a_section_is_followed_through_its_numbers_and_names() -> None:
    states = history(VERSIONS, "objections")

    assert [(v.number, v.section.heading if v.section else "", v.changed) for v in states] == [
        (1, "2. Appeals", True),
        (2, "3. Appeals", True),
        (3, "2. Objections", True),
    ]


def test_a_version_without_the_section_says_so() -> None:
    states = history(VERSIONS, "fees")

    assert [(v.number, v.section is not None) for v in states] == [(1, True), (2, True), (3, False)]


def test_no_section_of_that_name_is_no_history() -> None:
    assert history(VERSIONS, "arbitration") == ()
