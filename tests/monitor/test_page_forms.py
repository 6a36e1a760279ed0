"""Which lines of a page are buttons, bylines or renamed links, and what a wrong encoding lost."""

from datetime import date

import pytest

from monitor.assess import judge
from monitor.assess.controls import is_byline
from monitor.assess.dates import is_moment, states_alike
from monitor.assess.lost import restored
from monitor.assess.wording import says_the_same
from monitor.extract.markdown import read_markdown, read_markdown_links
from monitor.tokens import TokenKind, content
from tests.monitor.rule_pages import read

TODAY = date(2027, 1, 15)
SENTENCE = "These guidelines are for officials who ask for records of an account."
PAGE = f"# Guidelines\n\nCopy link\n\n{{}}\n\n{SENTENCE}\n\n## Fees\n\nSellers pay a fee.\n"
RESOURCES = "# Terms\n\nThe terms of the market follow here.\n\n## Resources\n\n{}\n"


def silent(before: str, after: str) -> list[str]:
    """The proofs of the edits between two pages; '' for those that none proves."""
    return [edit.proof for edit in judge(read(before), read(after), TODAY).edits]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Request a record\n\nChild safety", ""),
        ("Emergency request", "What is a search warrant?"),
        ("", "I have a different question"),
    ],
)
def test_buttons_below_the_title_are_silent(before: str, after: str) -> None:
    assert set(silent(PAGE.format(before), PAGE.format(after))) == {"buttons"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Emergency request", "Emergency request within 3 days"),
        ("", "Sellers may not ask"),
        ("", "- Batteries"),
        ("", "Requests are free of charge."),
        ("", "Since 2026"),
    ],
)
def test_what_states_something_is_no_button(before: str, after: str) -> None:
    assert "" in silent(PAGE.format(before), PAGE.format(after))


def test_lines_without_a_known_button_are_no_buttons() -> None:
    page = PAGE.replace("Copy link", "Perfume")

    assert "" in silent(page.format("Batteries"), page.format("Batteries\n\nPower banks"))


def test_lines_below_a_title_that_forbids_are_no_buttons() -> None:
    page = PAGE.replace("# Guidelines", "# Prohibited goods")

    assert "" in silent(page.format("Batteries"), page.format("Batteries\n\nPower banks"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [Home screen rules](https://x.org/a)", "- [Rules for the home screen](https://x.org/a)"),
        ("See [here](https://x.org/a) for more.", "See [the Guide](https://x.org/a) for more."),
    ],
)  # fmt: skip
def test_a_renamed_link_to_the_same_address_is_silent(before: str, after: str) -> None:
    assert silent(RESOURCES.format(before), RESOURCES.format(after)) == ["links"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [Home screen](https://x.org/a)", "- [Start screen](https://x.org/b)"),
        ("- [Fees of 2026](https://x.org/a)", "- [Fees of 2027](https://x.org/a)"),
        ("- [Goods you may sell](https://x.org/a)", "- [Goods you may not sell](https://x.org/a)"),
        ("- [Fees](https://x.org/a)", "- [Prices](https://x.org/a)\n- [Taxes](https://x.org/t)"),
        ("Pay [here](https://x.org/a) in 3 days.", "Pay [by card](https://x.org/a) in 5 days."),
        ("- Home screen", "- Start screen"),
        ("Pay [here](https://x.org/a).", "Pay [by card only](https://x.org/a)."),
        ("They pay [monthly](https://x.org/a).", "They pay [weekly](https://x.org/a)."),
        ("- [Legal goods](https://x.org/a)", "- [Illegal goods](https://x.org/a)"),
        ("- [Zulässige Waren](https://x.org/a)", "- [Unzulässige Waren](https://x.org/a)"),
        (
            "### [Your goods](https://x.org/a)\n\nRings.",
            "### [Our goods](https://x.org/a)\n\nRings.",
        ),
    ],
)
def test_other_links_and_other_words_are_told(before: str, after: str) -> None:
    assert "" in silent(RESOURCES.format(before), RESOURCES.format(after))


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("??n Verkoper", "één Verkoper"),
        ("be?indigd", "beëindigd"),
        ("meer dan ? 500 per jaar", "meer dan € 500 per jaar"),
        ("be\ufffdindigd", "beëindigd"),
    ],
)
def test_lost_characters_are_put_back(damaged: str, whole: str) -> None:
    assert restored(damaged, whole) == (whole, whole)
    assert restored(whole, damaged) == (whole, whole)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meer dan ? 500", "meer dan € 600"),
        ("Is it allowed?", "Is it allowed✔"),
        ("be?indigd", "beXindigd"),
        ("?? 商品", "禁止商品"),
        ("Can I? Yes", "Can I€ Yes"),
    ],
)
def test_nothing_else_is_a_lost_character(one: str, other: str) -> None:
    assert restored(one, other) == (one, other)


def test_a_long_damaged_text_is_compared_fast() -> None:
    restored("a?b " * 4_000, "aéb " * 4_000)
    restored("??x" * 60 + "a" * 5_000, "éx" * 60 + "b" * 5_000)


@pytest.mark.parametrize(
    "text", ["Written by Adam S-R", "Autor: María Pérez", "作者：李雷", "Écrit par Zoé", "A"]
)
def test_a_byline_names_a_writer(text: str) -> None:
    assert is_byline(text)


@pytest.mark.parametrize(
    "text", ["Written by the seller", "written by law", "Author of 3 books", "AB", "7"]
)
def test_other_lines_are_no_bylines(text: str) -> None:
    assert not is_byline(text)


def test_a_moment_is_a_date_with_an_hour() -> None:
    assert is_moment("2016-08-23 07:51")
    assert is_moment("23 August 2016, 07:51")
    assert not is_moment("2016-08-23")
    assert not is_moment("Open until 2016-08-23 07:51")


@pytest.mark.parametrize(
    ("before", "after", "is_alike"),
    [
        ("Effective 1 May 2027", "Effective from 1 May 2027", True),
        ("Gültig ab 1. Mai 2027", "Gültig ab dem 1. Mai 2027", True),
        ("Effective 1 May 2027", "Effective 2 May 2027", False),
        ("Effective from 1 May 2027", "Effective until 1 May 2027", False),
        ("Effective 1 May 2027", "Not effective 1 May 2027", False),
        ("Effective 1 May 2027", "Effective 1 May 2027 for sellers", False),
    ],
)
def test_a_date_of_force_with_another_preposition(before: str, after: str, is_alike: bool) -> None:
    assert states_alike(before, after) is is_alike
    assert states_alike(after, before) is is_alike


def test_a_card_of_several_lines_is_a_link_on_each() -> None:
    card = "[\n\nHow to sell\n\n![](https://x.org/i.png)\n\n\n](https://x.org/sell?a=1)\n\nText."

    assert [block.text for block in read_markdown(card)] == ["How to sell", "Text."]
    assert [link.url for link in read_markdown_links(card)] == ["https://x.org/sell?a=1"]


def test_a_heading_with_its_line_below_blank_ones_is_a_heading() -> None:
    blocks = read_markdown("Related articles\n\n\n----------------\n\nHow to sell\n")

    assert [(block.path, block.text) for block in blocks] == [
        ((), "Related articles"),
        (("Related articles",), "How to sell"),
    ]


def test_a_line_below_a_sentence_is_no_heading() -> None:
    blocks = read_markdown("Sellers pay a fee.\n\n\n----------------\n\nHow to sell\n")

    assert [block.path for block in blocks] == [(), ()]


def test_an_indented_text_is_the_text_of_its_item() -> None:
    blocks = read_markdown("6.   **Terms**\n    \n    See [here](https://x.org/a) first.\n")

    assert [block.text for block in blocks] == ["Terms", "See here first."]


@pytest.mark.parametrize(
    "text",
    ["un millón de euros", "dos millones de euros", "un milione di euro", "2 millions de dollars"],
)
def test_a_million_of_a_currency_is_an_amount(text: str) -> None:
    assert [token.kind for token in content(text)] == [TokenKind.AMOUNT]


def test_a_million_of_anything_else_is_a_number() -> None:
    assert TokenKind.AMOUNT not in {token.kind for token in content("un millón de clientes")}


@pytest.mark.parametrize(
    ("before", "after"),
    [("Fee ▲ 3 %", "Fee ▲ 4 %"), ("Article 5", "Article 6"), ("§ 12", "§ 13")],
)
def test_a_lone_value_is_no_noise(before: str, after: str) -> None:
    assert silent(RESOURCES.format(before), RESOURCES.format(after)) == [""]


def test_a_sign_of_decimals_groups_no_thousands() -> None:
    assert not says_the_same("It has 1.500 parts.", "It has 1500 parts.", {}, language="en")
    assert says_the_same("Es hat 1.500 Teile.", "Es hat 1500 Teile.", {}, language="de")
