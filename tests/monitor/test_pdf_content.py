"""PDFs whose content is strange, turned, or too much."""

from contextlib import suppress

import pytest

from monitor.errors import ExtractionError
from monitor.extract.pdf import read_pdf
from tests.monitor.test_pdf import texts
from tests.pdfs import drawn_pdf, pdf, shown


def test_columns_of_a_page_are_read_one_after_the_other() -> None:
    left = [
        "Sellers of toys keep their",
        "test reports for ten years",
        "after the sale, and show",
        "them.",
    ]
    right = [
        "Sellers of shoes name the",
        "hide on each pair, and the",
        "country where the animal",
        "lived.",
    ]
    page = "\n".join(
        shown(x, 700 - 12 * n, line)
        for x, lines in ((60, left), (330, right))
        for n, line in enumerate(lines)
    )

    assert texts(drawn_pdf([page])) == [" ".join(left), " ".join(right)]


def test_text_in_a_form_stands_where_the_page_draws_it() -> None:
    """Writers put heads and stamps into forms; the page says where each is drawn."""
    page = f"q 1 0 0 1 0 300 cm {shown(60, 400, 'Toys are tested.')} Q\n{shown(60, 500, 'Second.')}"

    assert texts(drawn_pdf([page])) == ["Toys are tested.", "Second."]


def test_text_that_is_turned_is_read_after_the_rest() -> None:
    page = "BT /F1 10 Tf 0 1 -1 0 30 300 Tm (Draft for comment) Tj ET\n" + shown(60, 700, "Toys.")

    assert texts(drawn_pdf([page])) == ["Toys.", "Draft for comment"]


@pytest.mark.parametrize(
    "content",
    [
        "BT /F1 10 Tf 1e300 0 Td (far) Tj ET",
        "BT /F1 0 Tf 0 0 0 0 0 0 Tm (flat) Tj ET",
        "Q Q Q BT (no font) Tj ET",
        "BT /F9 10 Tf (unknown font) Tj ET",
        "BT /F1 10 Tf [(a) (b) /c [1] null] TJ () ' 1 2 () \" Tc Tw Tz Do ET",
        "q " * 5000,
    ],
)
def test_strange_content_is_read_or_refused(content: str) -> None:
    """Whatever else it raised would end the crawl."""
    with suppress(ExtractionError):
        assert all(block.text for block in read_pdf(drawn_pdf([content])))


def test_more_text_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.extract.pdf._MAX_CHARS", 20)
    with pytest.raises(ExtractionError, match="more text"):
        read_pdf(pdf([["Each package bears a label."]]))


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.extract.pdf._MAX_PAGES", 1)
    with pytest.raises(ExtractionError, match="pages"):
        read_pdf(pdf([["One."], ["Two."]]))
