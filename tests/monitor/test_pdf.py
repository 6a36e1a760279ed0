"""How PDFs are read: what is text, where it begins and ends, what stands above it."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract.pdf import read_pdf
from monitor.model import Block, BlockKind
from tests.pdfs import drawn_pdf, shown

TEXTS = [
    "Importers keep the declaration of each shipment for six years and show it on demand.",
    (
        "A seller who stops trading tells the registrar within a fortnight. The registrar then "
        "strikes the seller off the list and publishes the day on which this was done."
    ),
    (
        "Packaging that cannot be taken back is charged at the rate which the schedule names, and "
        "the charge falls due when the goods reach the first buyer."
    ),
    "Appeals go to the tribunal of the seat of the seller.",
]
CLAUSES = [f"{number}. {TEXTS[number % 4]}" for number in range(1, 17)]


def typeset(
    paragraphs: list[str],
    width: int = 70,
    rows: int = 30,
    size: float = 10,
    head: str = "",
    foot: str = "",
) -> bytes:
    """These paragraphs in lines of so many letters; `{page}` and `{pages}` in head and foot."""
    lines = [
        (line, number == 0 and at > 0)
        for at, paragraph in enumerate(paragraphs)
        for number, line in enumerate(
            textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
        )
    ]
    parts = [lines[at : at + rows] for at in range(0, len(lines), rows)]
    pages = []
    for page, part in enumerate(parts, 1):
        counts = {"page": page, "pages": len(parts)}
        drawn = [shown(60, 780, head.format(**counts), 8), shown(250, 20, foot.format(**counts), 8)]
        y = 740.0
        for line, begins in part:
            y -= size * (1.8 if begins else 1.2)
            drawn.append(shown(60, y, line, size))
        pages.append("\n".join(drawn))
    return drawn_pdf(pages)


def texts(body: bytes) -> list[str]:
    return [block.text for block in read_pdf(body)]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Trade Code, as of 3 March 2027", "{page}"),
        ("Trade Code, as of 9 April 2027", "Page {page} of {pages}"),
        ("Version 7, 2027-05-01, sheet {page} / {pages}", ""),
        ("Ministry of Trade", "- {page} -"),
        ("", "Seite {page} von {pages}"),
    ],
)
def test_running_heads_and_page_numbers_are_no_text(head: str, foot: str) -> None:
    assert texts(typeset(CLAUSES, rows=8, head=head, foot=foot)) == CLAUSES


@pytest.mark.parametrize(("width", "rows", "size"), [(70, 8, 10), (52, 11, 12), (90, 40, 8)])
def test_another_width_size_or_page_break_is_no_change(width: int, rows: int, size: float) -> None:
    assert read_pdf(typeset(CLAUSES, width, rows, size)) == read_pdf(typeset(CLAUSES))


def test_an_inserted_clause_is_the_one_block_that_is_new() -> None:
    added = "2a. Batteries above two kilograms are sent apart from other goods."
    longer = [*CLAUSES[:2], added, *CLAUSES[2:]]
    before, after = (read_pdf(typeset(c, rows=7, foot="{page}/{pages}")) for c in (CLAUSES, longer))

    assert [block for block in after if block not in before] == [Block((), added, BlockKind.ITEM)]
    assert len(after) == len(before) + 1


WORDS = st.text(alphabet="bcdfghklmnprstuw", min_size=2, max_size=8)
SENTENCE = st.lists(WORDS, min_size=2, max_size=40).map(lambda words: " ".join(words) + ".")


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    sentences=st.lists(SENTENCE, min_size=1, max_size=12),
    width=st.integers(40, 90),
    rows=st.integers(6, 40),
)
def test_however_clauses_are_set_they_are_read_the_same(
    sentences: list[str], width: int, rows: int
) -> None:
    clauses = [f"{number}. {text}" for number, text in enumerate(sentences, 1)]

    assert texts(typeset(clauses, width, rows, foot="Page {page} of {pages}")) == clauses


def test_the_title_of_the_first_page_stays_though_the_head_repeats_it() -> None:
    title = shown(60, 700, "Trade Code", 20)
    pages = [
        "\n".join([shown(60, 780, "Trade Code", 8), title if n == 0 else "", shown(60, 600, text)])
        for n, text in enumerate(("Toys are tested.", "Shoes are marked.", "Lamps are taken back."))
    ]

    assert texts(drawn_pdf(pages)) == [
        "Trade Code", "Toys are tested.", "Shoes are marked.", "Lamps are taken back.",
    ]  # fmt: skip


def test_a_head_that_names_the_chapter_is_told_by_the_page_it_counts() -> None:
    pages = [
        "\n".join([shown(60, 780, f"{name} {page}"), shown(60, 600, f"{name} are tested.")])
        for page, name in enumerate(("Toys", "Shoes", "Lamps", "Bags"), 5)
    ]

    assert texts(drawn_pdf(pages)) == [
        "Toys are tested.", "Shoes are tested.", "Lamps are tested.", "Bags are tested.",
    ]  # fmt: skip


def test_lines_that_recur_with_other_figures_are_text() -> None:
    pages = [
        "\n".join([shown(60, 780, f"The fee is {fee} euros."), shown(60, 600, f"{name} pay it.")])
        for fee, name in ((20, "Toys"), (35, "Shoes"), (10, "Lamps"))
    ]

    assert "The fee is 35 euros." in texts(drawn_pdf(pages))


@pytest.mark.parametrize("number", ["Page 1 of 2", "- 1 -", "1/2", "Página 1 de 2", "p. 1"])
def test_a_short_document_loses_page_numbers_alone(number: str) -> None:
    page = "\n".join(
        [shown(60, 780, "Notice 14"), shown(60, 700, "Toys are tested."), shown(250, 20, number)]
    )

    assert texts(drawn_pdf([page])) == ["Notice 14", "Toys are tested."]


def test_a_page_number_beside_other_text_goes_alone() -> None:
    head = [
        shown(60, 780, "Version 3"),
        shown(250, 780, "1 May 2027"),
        shown(450, 780, "Page 1 of 1"),
    ]
    page = "\n".join([*head, shown(60, 700, "Toys are tested.")])

    assert texts(drawn_pdf([page])) == ["Version 3 1 May 2027", "Toys are tested."]


@pytest.mark.parametrize("figure", ["2/3", "Page 9 of 9 is blank", "EN 71-3", "14"])
def test_other_figures_at_the_foot_of_a_short_document_are_text(figure: str) -> None:
    page = "\n".join([shown(60, 700, "Toys are tested."), shown(60, 20, figure)])

    assert texts(drawn_pdf([page])) == ["Toys are tested.", figure]


def test_a_paragraph_runs_over_a_page_break() -> None:
    pages = [
        "\n".join([shown(60, 752, "Sellers of toys keep the test report for"),
                   shown(60, 740, "ten years after the last toy was sold and")]),
        "\n".join([shown(60, 752, "show it to the authority when it is"), shown(60, 740, "needed.")]),
    ]  # fmt: skip

    (text,) = texts(drawn_pdf(pages))

    assert "was sold and show it to the authority when it is needed." in text


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the seller gives infor-", "mation to buyers", "the seller gives information to buyers"),
        (
            "the seller gives infor\u00ad",
            "mation to buyers",
            "the seller gives information to buyers",
        ),
        ("toys are held to EN 71-", "3 and its annex", "toys are held to EN 71-3 and its annex"),
        ("goods that go to non-", "EU buyers are free", "goods that go to non-EU buyers are free"),
        ("what costs 3 -", "or 4 - is free", "what costs 3 - or 4 - is free"),
    ],
)
def test_words_broken_at_a_line_end_are_joined(first: str, second: str, joined: str) -> None:
    lines = [first, f"{second} of", "all charges."]
    page = "\n".join(shown(60, 752 - 12 * n, line) for n, line in enumerate(lines))

    assert texts(drawn_pdf([page])) == [f"{joined} of all charges."]


def test_a_hyphen_that_the_word_has_elsewhere_stays() -> None:
    lines = ["All cross-border sellers and each cross-", "border carrier pay."]
    page = "\n".join(shown(60, 752 - 12 * n, line) for n, line in enumerate(lines))

    assert texts(drawn_pdf([page])) == [
        "All cross-border sellers and each cross-border carrier pay."
    ]


def test_letters_placed_singly_are_words() -> None:
    places = [60 + 6 * at for at in range(14)]
    page = "\n".join(
        shown(x, 700, letter) for x, letter in zip(places, "Toys are tested"[:14], strict=True)
        if letter != " "
    )  # fmt: skip

    assert texts(drawn_pdf([page])) == ["Toys are teste"]


@pytest.mark.parametrize(
    "drawn",
    [
        "BT /F1 10 Tf 60 700 Td (R e t u r n s   p o l i c y) Tj ET",
        "BT /F1 10 Tf 4 Tc 60 700 Td (Returns policy) Tj ET",
        (
            "BT /F1 10 Tf 60 700 Td [(R) -300 (e) -300 (t) -300 (u) -300 (r) -300 (n) -300 (s)] TJ"
            " 100 0 Td [(p) -300 (o) -300 (l) -300 (i) -300 (c) -300 (y)] TJ ET"
        ),
    ],
)
def test_letters_set_apart_are_words(drawn: str) -> None:
    assert texts(drawn_pdf([drawn])) == ["Returns policy"]


def test_text_drawn_twice_to_look_bold_is_read_once() -> None:
    page = "\n".join(shown(60 + shift, 700, "Toys are tested.") for shift in (0, 0.3))

    assert texts(drawn_pdf([page])) == ["Toys are tested."]


def grid(rows: list[tuple[str, ...]], y: float = 700, font: str = "F1") -> str:
    return "\n".join(
        shown(60 + 150 * column, y - 14 * row, text, font=font)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )


def test_text_in_columns_is_rows_under_its_heads() -> None:
    page = "\n".join(
        [
            shown(60, 740, "The fees are these:"),
            grid([("Goods", "Fee", "Due")], font="F2"),
            grid([("Toys", "EUR 20", "May"), ("Shoes", "EUR 35", "June"), ("Lamps", "EUR 5", "July")], 686),
        ]
    )  # fmt: skip
    lead = ("The fees are these:",)
    heads = (*lead, "Goods | Fee | Due")

    assert read_pdf(drawn_pdf([page]))[1:] == (
        Block(lead, "Goods | Fee | Due", BlockKind.ROW),
        Block(heads, "Toys | EUR 20 | May", BlockKind.ROW),
        Block(heads, "Shoes | EUR 35 | June", BlockKind.ROW),
        Block(heads, "Lamps | EUR 5 | July", BlockKind.ROW),
    )


def test_a_cell_of_two_lines_is_one_cell() -> None:
    page = "\n".join(
        [
            grid([("Goods", "Fee"), ("Toys", "EUR 20 for each")], 700),
            shown(210, 674, "hundred pieces"),
            grid([("Shoes", "EUR 35"), ("Lamps", "EUR 5")], 660),
        ]
    )

    assert texts(drawn_pdf([page]))[1] == "Toys | EUR 20 for each hundred pieces"


def test_the_heads_that_a_table_repeats_on_each_page_stand_once() -> None:
    pages = [
        grid([("Goods", "Fee"), *((f"{name} {n}", f"EUR {n}{page}") for n in (4, 7, 9))], 780)
        for page, name in enumerate(("Toys", "Shoes", "Lamps"))
    ]

    assert [text for text in texts(drawn_pdf(pages)) if "Goods" in text] == ["Goods | Fee"]
    assert len(texts(drawn_pdf(pages))) == 10


def test_items_with_hanging_numbers_are_no_table() -> None:
    lines = ["toys, if they are new;", "shoes, if they are worn;", "lamps."]
    page = "\n".join(
        drawn
        for n, line in enumerate(lines)
        for drawn in (shown(60, 700 - 14 * n, f"({'abc'[n]})"), shown(100, 700 - 14 * n, line))
    )
    kinds = {block.kind for block in read_pdf(drawn_pdf([page]))}

    assert texts(drawn_pdf([page])) == [f"({'abc'[n]}) {line}" for n, line in enumerate(lines)]
    assert kinds == {BlockKind.ITEM}


def test_what_leads_a_list_in_stands_above_its_items() -> None:
    lines = [
        "Sellers shall:", "(a) test toys;", "(b) do one of these:", "- mark them;", "- take them back;",
        "(c) pay.", "This holds from May.",
    ]  # fmt: skip
    page = "\n".join(shown(60, 700 - 14 * n, line) for n, line in enumerate(lines))
    outer = ("Sellers shall:",)
    inner = (*outer, "(b) do one of these:")

    assert [block.path for block in read_pdf(drawn_pdf([page]))] == [
        (), outer, outer, inner, inner, outer, (),
    ]  # fmt: skip


def test_headings_stand_above_by_size_and_by_number() -> None:
    page = "\n".join(
        [
            shown(60, 740, "Trade Code", 20),
            shown(60, 700, "1. Toys", 14),
            shown(60, 670, "1.1 Tests", font="F2"),
            shown(60, 650, "Toys are tested before they are sold to anyone at all."),
            shown(60, 620, "1.2 Marks", font="F2"),
            shown(60, 600, "Toys are marked."),
            shown(60, 560, "2. Shoes", 14),
            shown(60, 530, "Shoes are marked."),
        ]
    )
    blocks = read_pdf(drawn_pdf([page]))

    assert {block.text: block.path for block in blocks if block.kind is BlockKind.PARAGRAPH} == {
        "Toys are tested before they are sold to anyone at all.": ("Trade Code", "1. Toys", "1.1 Tests"),
        "Toys are marked.": ("Trade Code", "1. Toys", "1.2 Marks"),
        "Shoes are marked.": ("Trade Code", "2. Shoes"),
    }  # fmt: skip


def test_a_table_of_contents_names_no_pages() -> None:
    before, after = (
        texts(drawn_pdf([shown(60, 700, f"1. Toys {'.' * 40} {page}")])) for page in (3, 14)
    )

    assert before == after == ["1. Toys"]


def test_chinese_lines_are_joined_without_spaces() -> None:
    lines = [
        "第一条 经营者应当在收到订单后三日内发货，",
        "并向消费者提供物流信息。",
        "第二条 本规则自公布之日起施行。",
    ]
    page = "\n".join(
        [
            *(shown(60, 700 - 16 * n, line, font="F3") for n, line in enumerate(lines)),
            shown(250, 20, "第1页 共2页", font="F3"),
        ]
    )

    assert texts(drawn_pdf([page], "".join(lines) + "第1页 共2页")) == [
        lines[0] + lines[1],
        lines[2],
    ]


def test_a_chinese_title_set_wide_is_one_word() -> None:
    page = "\n".join(
        [*(shown(200 + 40 * n, 700, c, 20, "F3") for n, c in enumerate("通知")),
         shown(60, 650, "平台规则如下。", font="F3")]
    )  # fmt: skip

    assert texts(drawn_pdf([page], "通知平台规则如下。")) == ["通知", "平台规则如下。"]
